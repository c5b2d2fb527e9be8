# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the completions of all shells are made of: reads `volscan help --tables'.
#
#	volscan help --tables | awk -f tables.awk -f SHELL.awk
#
# An option wants the same argument whatever the command is: completions rely on that, and
# so does a reader.

BEGIN {
	FS = "\t"
}

$1 == "command" {
	commands[++command_count] = $2
	arguments[$2] = $3
	summary[$2] = $4
}

$1 == "option" {
	n = ++option_count
	option_command[n] = $2
	option_name[n] = $3
	option_letter[n] = $4
	option_argument[n] = $5
	option_text[n] = $7
	note_argument("--" $3, $5, $7)
	if ($4 != "")
		note_argument("-" $4, $5, $7)
}

$1 == "fields" {
	subjects[$2] = subjects[$2] (subjects[$2] == "" ? "" : " ") $3
}

$1 == "field" {
	n = ++field_count
	field_subject[n] = $2
	field_name[n] = $4
	field_text[n] = $6
	if (!($2 in fields))
		subject_names[++subject_count] = $2
	fields[$2] = fields[$2] (fields[$2] == "" ? "" : " ") $4
}

function note_argument(option, argument, text)
{
	if ((option in argument_of) && argument_of[option] != argument) {
		print "completion: " option " wants " argument " or " argument_of[option] >"/dev/stderr"
		exit 1
	}
	if (!(option in argument_of))
		option_words[++word_count] = option
	argument_of[option] = argument
	text_of[option] = text
}

# The words that a text lists: "this report: log, vg or lv".
function listed(text)
{
	sub(/.*: /, "", text)
	sub(/(;|, in ).*/, "", text)
	gsub(/,? or |, /, " ", text)
	return "words " text
}

# What kind of thing the argument of an option with this text is: "" for what nobody can
# guess.
function kind_of(argument, text)
{
	if (argument == "FIELD,...")
		return "fields"
	if (argument == "CRITERIA")
		return "criteria"
	if (argument == "REPORT" || argument == "UNIT")
		return listed(text)
	if (argument ~ /FILE|PATH|DIR/)
		return "files"
	if (argument == "NAME|UUID")
		return "vg"
	if (argument ~ /^[a-z_]+(\|[a-z_]+)+$/) {
		gsub(/\|/, " ", argument)
		return "words " argument
	}
	return ""
}

# What kind of thing follows the options of a command: "lv" is VGs too.
function kind_of_names(command,  argument)
{
	argument = arguments[command]
	if (argument ~ /LV/)
		return "lv"
	if (argument ~ /PART/)
		return listed(summary[command])
	if (argument ~ /VG/)
		return argument ~ /PATH/ ? "vg_or_path" : "vg"
	if (argument ~ /PV/)
		return "pv"
	return argument ~ /PATH/ ? "files" : ""
}
