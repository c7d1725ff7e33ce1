package modelstest

import (
	"net"
	"net/url"
	"sync"
	"testing"
)

// Proxy stands before a Postgres server and fails on request.
type Proxy struct {
	URL string // of the database, through the proxy

	t       testing.TB
	server  string // where the connections lead
	address string // where they come in

	mu       sync.Mutex
	listener net.Listener // nil while connections are refused
	open     map[net.Conn]bool
	hanging  chan struct{} // closed when data may pass again; nil while it does
}

// NewProxy stands before the server of a database's URL for one test. It goes
// around the pooler, which would keep hanging connections and is shared.
func NewProxy(t testing.TB, address string) *Proxy {
	t.Helper()
	u, err := url.Parse(Direct(t, address))
	if err != nil {
		t.Fatalf("URL of the database: %v", err)
	}
	p := &Proxy{t: t, server: u.Host, address: "127.0.0.1:0", open: map[net.Conn]bool{}}
	p.Mend()
	u.Host = p.address
	p.URL = u.String()
	t.Cleanup(p.Refuse)
	t.Cleanup(p.Mend) // what hangs goes on and sees its end
	return p
}

// Refuse closes all connections and accepts no new ones, like a stopped server.
func (p *Proxy) Refuse() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		_ = p.listener.Close()
		p.listener = nil
	}
	p.cut()
}

// Cut closes the open connections; new ones are accepted.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut()
}

func (p *Proxy) cut() {
	for c := range p.open {
		_ = c.Close()
	}
	clear(p.open)
}

// Hang keeps and accepts connections and passes nothing on.
func (p *Proxy) Hang() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hanging == nil {
		p.hanging = make(chan struct{})
	}
}

// Mend ends Refuse and Hang.
func (p *Proxy) Mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hanging != nil {
		close(p.hanging)
		p.hanging = nil
	}
	if p.listener != nil {
		return
	}
	listener, err := net.Listen("tcp", p.address)
	if err != nil {
		p.t.Errorf("proxy: %v", err)
		return
	}
	p.listener, p.address = listener, listener.Addr().String()
	go p.accept(listener)
}

func (p *Proxy) accept(listener net.Listener) {
	for {
		in, err := listener.Accept()
		if err != nil {
			return // Refuse closed it
		}
		out, err := net.Dial("tcp", p.server)
		if err != nil {
			_ = in.Close()
			continue
		}
		p.mu.Lock()
		p.open[in], p.open[out] = true, true
		p.mu.Unlock()
		go p.pass(in, out)
		go p.pass(out, in)
	}
}

// pass copies until one side ends.
func (p *Proxy) pass(from, to net.Conn) {
	defer func() { _, _ = from.Close(), to.Close() }()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		p.mu.Lock()
		hanging := p.hanging
		p.mu.Unlock()
		if hanging != nil {
			<-hanging
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
