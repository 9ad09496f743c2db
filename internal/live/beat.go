package live

// slots is in how many parts the listeners of a room are reminded in turn that the line is to be kept open: not all at once.
const slots = 16

// beat has each listener sent a comment every Heartbeat, as long as anybody listens. // LV10
func (h *Hub) beat() {
	for slot := 0; ; slot++ {
		select {
		case <-h.o.Clock.After(h.o.Heartbeat / slots):
		case <-h.done:
			return
		}
		if !h.remind(slot % slots) {
			return
		}
	}
}

// remind reminds those of one slot; false when nobody listens any more.
func (h *Hub) remind(slot int) bool {
	h.mu.Lock()
	if h.beating = len(h.rooms) > 0; !h.beating {
		h.mu.Unlock()
		return false
	}
	rooms := make([]*room, 0, len(h.rooms))
	for _, r := range h.rooms {
		rooms = append(rooms, r)
	}
	h.mu.Unlock()
	for _, r := range rooms {
		r.remind(slot)
	}
	return true
}
