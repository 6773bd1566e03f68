#!/bin/sh
# check_layers.sh -- a folder includes only from itself and from what comes before it:
#   base < source < diag < model < front < index < engine < rules < report < generators < main
# front may see model, model not front. A rule sees the layers up to engine and its own family's
# shared.h. Generators see everything but the options of the command line.
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2

# Prints "file:line: including folder, included header" for each quoted #include in the three trees.
includes() {
	find linter rules generators -name '*.[ch]' | sort | xargs grep -Hn '^[ 	]*#[ 	]*include[ 	]*"'
}

includes | awk '
BEGIN {
	n = split("base source diag model front index engine rules report generators main", order, " ")
	for (i = 1; i <= n; i++)
		rank[order[i]] = i
}
function layer(path, parts, k) {
	k = split(path, parts, "/")
	if (parts[1] == "rules" || parts[1] == "generators")
		return parts[1]
	return k == 2 ? "main" : parts[2] # linter/x.c, linter/<layer>/x.c
}
# Where a quoted name lies: beside the file that includes it, or under one of the include paths.
function find_header(file, name, folder, path) {
	folder = file
	sub(/[^\/]*$/, "", folder)
	if (exists(folder name)) return folder name
	if (exists("linter/" name)) return "linter/" name
	if (exists("rules/" name)) return "rules/" name
	if (exists("generators/" name)) return "generators/" name
	if (exists(name)) return name
	return ""
}
function exists(path, line, status) {
	if (path in known) return known[path]
	status = (getline line < path)
	close(path)
	return known[path] = (status >= 0)
}
function complain(text) {
	print where ": " text
	bad = 1
}
{
	split($0, place, ":")
	file = place[1]
	where = file ":" place[2]
	name = $0
	sub(/^[^"]*"/, "", name)
	sub(/".*$/, "", name)
	from = layer(file)
	header = find_header(file, name)
	if (header == "") {
		complain("includes \"" name "\", which is not found")
		next
	}
	# The table of rules is data: engine expands it without knowing a rule.
	if (header == "rules/rules.def") {
		if (from != "engine")
			complain("only engine/ expands rules.def")
		next
	}
	to = layer(header)
	if (!(from in rank) || !(to in rank)) {
		complain("the folder of " file " or of " header " is not in the list of layers")
		next
	}
	if (from == "rules" && to == "rules") {
		family = file
		sub(/[^\/]*$/, "", family)
		if (header != family "shared.h")
			complain("a rule may include its own family'"'"'s shared.h, not " header)
	} else if (rank[to] > rank[from]) {
		complain(from "/ may not include " header ": " to "/ comes after it")
	}
}
END { exit bad }'
