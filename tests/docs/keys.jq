# keys.jq -- the keys of a JSON Schema as a table of Markdown: jq -r -f keys.jq estate.schema.json
#
# `<name>` in a path stands for a name of one's own, `[]` for each entry of a list. A bold key is required.

def alternatives: if has("oneOf") then .oneOf[] else . end;

def kind:
	[alternatives | if has("enum") then .enum | map("`\(.)`") | join(", ")
		elif .type == "array" then
			if .items.enum then "list of " + (.items.enum | map("`\(.)`") | join(", "))
			elif [.items | alternatives | .type] | index("object") then "list of mappings"
			else "list of texts" end
		elif .type == "object" and (.additionalProperties | type) == "object" then "mapping of names"
		elif .type == "object" then "mapping"
		elif .type == "integer" then "number"
		elif .type == "boolean" then "`true`, `false`"
		elif (.type | type) == "array" or .type == "string" then
			if .format == "date" or ((.pattern // "") | startswith("^[0-9]{4}")) then "date" else "text" end
		else "its own form" end]
	| if . == ["text", "list of texts"] then "list of texts, or one"
		elif .[0] == "text" and (.[1] // "") == "mapping" then "mapping, or a text"
		elif length == 2 and .[1] == "list of " + .[0] then .[1]
		else .[0] end;

# The schema of a mapping, of a list's entries or of a mapping of names, with what its path goes on with.
def below: alternatives |
	if .type == "object" and has("properties") then ["", .]
	elif .type == "object" and (.additionalProperties | type) == "object" then
		.additionalProperties | alternatives | select(.type == "object") | ["<name>.", .]
	elif .type == "array" then .items | alternatives | select(.type == "object") | ["[].", .]
	else empty end;

def rows(path): . as $mapping | .properties | to_entries[] | .key as $key |
	(if ($mapping.required // []) | index($key) then "**`\(path)\($key)`**" else "`\(path)\($key)`" end) as $name |
	"| \($name) | \(.value | kind) | \(.value.description // "" | gsub("\\|"; "\\|") | gsub("<"; "\\<")) |",
	(.value | below | .[0] as $more | .[1] |
		rows(path + $key + (if $more == "[]." then "[]." else "." + $more end)));

"| key | is | meaning |", "| --- | --- | --- |", rows("")
