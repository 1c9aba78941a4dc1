package content

import (
	"runtime"
	"sync"
)

// parallel does n things, as many at once as there are processors, and comes back when all are done. What they do must not depend on one
// another.
func parallel(n int, do func(i int)) {
	var all sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
}
