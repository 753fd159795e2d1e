# Sourced: finds the programs that tests run besides Go, Node, git, make and gcc,
# installs what is missing where that is allowed, and otherwise says so by name.

not_run=() # one line for everything that could not run, and why

# need COMMAND PACKAGE WHAT: tells whether COMMAND is there now.
need() {
	command -v "$1" >/dev/null && return 0
	if ((EUID == 0)) && command -v apt-get >/dev/null; then
		echo "Installing $2 (for $3)"
		if [[ -z ${package_lists_fresh-} ]]; then
			apt-get update -q >/dev/null 2>&1 || true
			package_lists_fresh=1
		fi
		DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$2" </dev/null >/dev/null 2>&1 || true
		command -v "$1" >/dev/null && return 0
		not_run+=("$3: the package $2 could not be installed")
	else
		not_run+=("$3: $1 is missing and only root may install it: apt-get install $2")
	fi
	return 1
}
