"""What the system costs beside the physical limit of each task, as ratios measured in one run (`make bench`, docs/performance.md).

Never a test of its own: the machine decides half of every figure. `test_bench` only shows that the measurements work.
"""
