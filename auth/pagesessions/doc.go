// Package pagesessions keeps what the pages remember of a browser, under the id in
// its cookie.
//
// What is remembered is for the pages to know. Only a hash of the id is stored, so
// that a leaked database holds no cookie.
package pagesessions
