# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Makes a manual page of what the program says about itself and of a frame, which has
# what it cannot say:
#
#	volscan help --tables | awk -v command=NAME -v version=V -v date=D -v sysconfdir=DIR \
#		-f page.awk - FRAME
#
# Without a command it is the page of the program. A frame is the roff of the
# description, with a blank at the beginning of no line; and then, if there is more to
# say, of whole sections. In it stand on a line of their own
#
#	@COMMANDS@	all commands, each with what it is for
#	@COMMON@	the options that all commands have
#	@FIELDS OF...@	the fields of these kinds
#
# and anywhere @SYSCONFDIR@.

BEGIN {
	FS = "\t"
}

# ------------------------------------------------------------------------
# The tables

FNR == NR && $1 == "command" {
	commands[++command_count] = $2
	arguments[$2] = $3
	summary[$2] = $4
}

FNR == NR && $1 == "option" && ($2 == command || (command == "" && $2 == "scan")) {
	n = ++option_count
	option_name[n] = $3
	option_letter[n] = $4
	option_argument[n] = $5
	option_kind[n] = $6
	option_text[n] = $7
}

FNR == NR && $1 == "field" {
	n = ++field_count
	field_of[n] = $3
	field_name[n] = $4
	field_heading[n] = $5
	field_text[n] = $6
}

# ------------------------------------------------------------------------
# roff

function escape(text)
{
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	gsub(/'/, "\\(aq", text)
	gsub(/`/, "\\(ga", text)
	gsub(/\^/, "\\(ha", text)
	gsub(/~/, "\\(ti", text)
	sub(/^\./, "\\\\\\&.", text)
	return text
}

# In lines that are not too long. A point at the end of a word that is no sentence's would
# make a wide gap: so sentences begin on a line of their own.
function put(text,  n, i, words, line)
{
	n = split(text, words, / +/)
	line = ""
	for (i = 1; i <= n; i++) {
		if (line != "" && length(line) + length(words[i]) > 72) {
			print line
			line = ""
		}
		line = line (line == "" ? "" : " ") escape(words[i])
		if (words[i] ~ /[.!?]$/) {
			print line
			line = ""
		}
	}
	if (line != "")
		print line
}

function sentence(text)
{
	return toupper(substr(text, 1, 1)) substr(text, 2) (text ~ /[.:]$/ ? "" : ".")
}

function option_head(n,  head)
{
	head = option_letter[n] == "" ? "" : "\\fB\\-" option_letter[n] "\\fR, "
	head = head "\\fB\\-\\-" escape(option_name[n]) "\\fR"
	return head (option_argument[n] == "" ? "" : " \\fI" escape(option_argument[n]) "\\fR")
}

function put_options(kind,  n)
{
	for (n = 1; n <= option_count; n++)
		if (option_kind[n] == kind) {
			print ".TP"
			print option_head(n)
			put(sentence(option_text[n]))
		}
}

# Those of which there is nothing to say stand together.
function put_ignored(  n, text)
{
	for (n = 1; n <= option_count; n++)
		if (option_kind[n] == "ignored")
			text = text (text == "" ? "" : ", ") "--" option_name[n] \
				(option_letter[n] == "" ? "" : " (-" option_letter[n] ")")
	if (text == "")
		return
	print ".SS Without effect"
	put("Taken, since commands of LVM2 have them, and without effect: " text ".")
}

function put_fields(kinds,  n, of, i)
{
	n = split(kinds, of, / /)
	for (i = 1; i <= n; i++)
		put_fields_of(of[i])
}

function put_fields_of(of,  n)
{
	for (n = 1; n <= field_count; n++)
		if (field_of[n] == of) {
			print ".TP"
			print "\\fB" escape(field_name[n]) "\\fR (" escape(field_heading[n]) ")"
			put(field_text[n])
		}
}

function put_commands(  n)
{
	for (n = 1; n <= command_count; n++) {
		print ".TP"
		print ".BR volscan\\-" commands[n] " (8)"
		put(sentence(summary[commands[n]]))
	}
}

# ------------------------------------------------------------------------
# The page

function begin(  name)
{
	name = command == "" ? "volscan" : "volscan-" command
	if (command != "" && !(command in summary)) {
		print "page.awk: there is no command " command >"/dev/stderr"
		exit 1
	}
	print ".\\\" SPDX-License-Identifier: LGPL-2.1-or-later"
	print ".TH " toupper(escape(name)) " 8 " date " \"volscan " version "\" \"System Administration\""
	print ".\\\" Names with _ in them are not to be hyphenated."
	print ".nr HY 0\n.ad l"
	print ".SH NAME"
	put(name " - " (command == "" ? "read the LVM2 metadata of all disks at once" : summary[command]))
	print ".SH SYNOPSIS"
	if (command == "")
		print ".B volscan\n.I COMMAND\n.RI [ OPTION ...]\\&\n.RI [ NAME ...]\\&"
	else
		print ".B volscan " command "\n.RI [ OPTION ...]\\&"
	if (command != "" && arguments[command] != "")
		print escape(arguments[command])
	print ".SH DESCRIPTION"
	print (body == "" ? escape(sentence(summary[command])) : body)
}

function put_all_options()
{
	if (command == "")
		return
	print ".SH OPTIONS"
	put_options("own")
	print ".SS Of all commands"
	put_options("common")
	put_ignored()
}

# check has more of them, and says so in its frame.
function put_status()
{
	if (sections ~ /SH EXIT STATUS/)
		return
	print ".SH EXIT STATUS"
	print "0, or 3 for a wrong command line, or 5 when something failed; with"
	print ".B \\-\\-strict"
	print "that includes a device that could not be read."
}

function put_see_also(  own)
{
	if (sections ~ /SH SEE ALSO/)
		return
	print ".SH SEE ALSO"
	if (command == "") {
		print ".BR volscan.conf (5),\n.BR lvm (8)"
		return
	}
	print ".BR volscan (8),\n.BR volscan.conf (5)" (has_ignored() ? ",\n.BR " command " (8)" : "")
}

# A command of LVM2's.
function has_ignored(  n)
{
	for (n = 1; n <= option_count; n++)
		if (option_name[n] == "nolocking")
			return 1
	return 0
}

FNR == NR {
	next
}

{
	gsub(/@SYSCONFDIR@/, sysconfdir)
}

/^\.\\" SPDX/ {
	next
}

/^\.SH/ {
	in_sections = 1
}

!in_sections {
	body = body (body == "" ? "" : "\n") $0
	next
}

{
	sections = sections $0 "\n"
}

END {
	begin()
	put_all_options()
	count = split(sections, lines, "\n")
	for (i = 1; i < count; i++) {
		if (lines[i] == "@COMMANDS@")
			put_commands()
		else if (lines[i] == "@COMMON@")
			put_options("common")
		else if (match(lines[i], /^@FIELDS .*@$/))
			put_fields(substr(lines[i], 9, length(lines[i]) - 9))
		else
			print lines[i]
	}
	put_status()
	put_see_also()
}
