// Package pagesessions keeps what the pages remember of a browser, under the id in its
// cookie.
//
// The data are bytes that only the pages can read. The room must never store the id of
// a cookie, only its hash: a leaked database lets nobody in.
package pagesessions
