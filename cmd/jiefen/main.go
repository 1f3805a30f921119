// Command jiefen is the program: case management for a dispute mediation centre.
// Only wiring lives here; what a centre does lives in pkg/casework.
package main

func main() {}
