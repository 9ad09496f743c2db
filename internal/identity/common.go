package identity

import "strings"

// common are passwords, and words that are only decorated to be passwords, which those who guess try first. They are compared in lower
// case, once as they are and once without what surrounds the word ("Password123!" is "password").
var common = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
		password passwort passw0rd p@ssword p@ssw0rd pa$$word pa55word passwordpassword password1234 mypassword yourpassword
		changeme change changeit letmein letmeinplease welcome welcomehome willkommen administrator admin adminadmin admin12345
		root rootroot superuser user username login default secret topsecret mysecret test testtest testing test12345 guest demo
		demodemo example qwerty qwertyuiop qwertyuiopasdf qwertzuiop qwertz azerty azertyuiop asdfghjkl asdfasdfasdf zxcvbnm
		zxcvbnmasdf qwer asdf qazwsx qazwsxedc qazwsxedcrfv 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv q1w2e3r4t5
		q1w2e3r4t5y6 zaq12wsxcde3 1234567890 12345678910 0123456789 9876543210 0987654321 1234567891 123456789a 123456789q
		123123123123 1231231234 1122334455 12341234123 1234512345 123456123456 11223344556 147258369 1472583690 7894561230
		abcdefghij abcdefghijk abcdefghijkl abcdefghijklmnop abcd abc abcabc abc1234567 a1b2c3d4e5 a1b2c3d4e5f6 1a2b3c4d5e
		iloveyou iloveyouforever iloveu loveyou lovelove sunshine princess princesa football baseball basketball soccer liverpool
		chelsea arsenal barcelona manchester manchesterunited superman batman spiderman pokemon starwars starwarsfan monkey dragon
		master shadow michael jennifer jessica computer internet samsung samsunggalaxy iphone google googlegoogle facebook
		facebookfacebook linkedin microsoft windows windowsxp apple android minecraft fortnite trustno trustnoone whatever
		whateverwhatever nothing blink freedom summer winter spring autumn monday friday january february september october november
		december correcthorsebatterystaple correct-horse-battery-staple thequickbrownfox kanvaro kanvarokanvaro kanban project
		projectmanager
	`) {
		m[w] = true
	}
	delete(m, "")
	return m
}()
