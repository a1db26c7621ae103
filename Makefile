# Aliases: everything lives in ./run, which needs neither make nor Python to start.
run demo: ; @./run demo
test: ; @./run test
check: ; @./run check
setup: ; @./run setup
.PHONY: run demo test check setup
