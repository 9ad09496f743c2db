var o=["urgent","high","medium","low","none"],t=["task","bug","story","chore"];export{o as a,t as b};
