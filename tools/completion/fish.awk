# SPDX-License-Identifier: LGPL-2.1-or-later
# Makes the tables of the completion for fish; volscan.fish.in has the rest.

function quote(text)
{
	gsub(/\\/, "\\\\", text)
	gsub(/'/, "\\'", text)
	return "'" text "'"
}

# What to say to complete of an argument.
function action(kind, command)
{
	if (kind == "fields" || kind == "criteria")
		return " -x -a '(__volscan_fields " subjects[command] ")'"
	if (kind == "files")
		return " -r -F"
	if (kind ~ /^words /)
		return " -x -a '" substr(kind, 7) "'"
	return " -x" (kind == "" ? "" : " -a '(__volscan_names " kind ")'")
}

function put_option(n)
{
	printf "complete -c volscan -n '__volscan_is %s' -l %s", option_command[n], option_name[n]
	if (option_letter[n] != "")
		printf " -s %s", option_letter[n]
	if (option_argument[n] != "")
		printf "%s", action(kind_of(option_argument[n], option_text[n]), option_command[n])
	print (option_text[n] == "" ? "" : " -d " quote(option_text[n]))
}

function put_names(command,  kind)
{
	kind = kind_of_names(command)
	if (kind == "")
		return
	printf "complete -c volscan -n '__volscan_is %s'", command
	if (kind == "files")
		print " -F"
	else if (kind ~ /^words /)
		print " -a '" substr(kind, 7) "'"
	else
		print (kind == "vg_or_path" ? " -F" : "") " -a '(__volscan_names " kind ")'"
}

END {
	for (n = 1; n <= field_count; n++)
		print "set -ga __volscan_fields_" field_subject[n] " " field_name[n] "\\t" quote(field_text[n])
	print ""
	for (n = 1; n <= command_count; n++)
		print "complete -c volscan -n __volscan_begins -a " commands[n] " -d " quote(summary[commands[n]])
	for (n = 1; n <= command_count; n++)
		print "complete -c volscan -n '__volscan_is help' -a " commands[n]
	for (n = 1; n <= option_count; n++)
		put_option(n)
	for (n = 1; n <= command_count; n++)
		put_names(commands[n])
}
