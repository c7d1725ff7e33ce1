package main

import (
	"context"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"time"
)

// probeEvery is how often the balancer asks /readyz. The replicas drain for
// several of these.
const probeEvery = 100 * time.Millisecond

// fall is how many probes in a row must fail before a replica gets no more
// requests, as with the usual balancers: one may be lost on a busy machine.
const fall = 3

// backend is one replica as the balancer sees it.
type backend struct {
	url   *url.URL
	ready atomic.Bool
}

// watch asks /readyz until ctx is done.
func (b *backend) watch(ctx context.Context) {
	failures := fall
	for tick := time.Tick(probeEvery); ; {
		failures++
		if isReady(ctx, b.url.JoinPath("/readyz").String()) {
			failures = 0
		}
		b.ready.Store(failures < fall)
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
	}
}

func isReady(ctx context.Context, address string) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	_ = answer.Body.Close() // the status is all that is wanted
	return answer.StatusCode == http.StatusOK
}

// balance sends each request to the next backend that is ready, over connections
// that are kept open. It never tries a request twice.
func balance(backends []*backend) http.Handler {
	var turn atomic.Int64
	next := func() *backend {
		first := int(turn.Add(1))
		for n := range backends {
			if b := backends[(first+n)%len(backends)]; b.ready.Load() {
				return b
			}
		}
		return nil
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			if b := next(); b != nil {
				r.SetURL(b.url)
			} else {
				r.Out.URL = &url.URL{Scheme: "http", Host: "127.0.0.1:1"} // nobody: the request fails
			}
		},
		Transport: &http.Transport{MaxIdleConnsPerHost: 64},
	}
	return proxy
}
