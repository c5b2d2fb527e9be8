# SPDX-License-Identifier: LGPL-2.1-or-later
# Makes the tables of the completion for zsh; volscan.zsh.in has the rest.

# Within single quotes, and within what _arguments reads.
function quote(text)
{
	gsub(/'/, "'\\''", text)
	return text
}

function escape(text)
{
	gsub(/\\/, "\\\\", text)
	gsub(/\[/, "\\[", text)
	gsub(/\]/, "\\]", text)
	gsub(/:/, "\\:", text)
	return quote(text)
}

# With a blank in front, an action gets no arguments but its own.
function action(kind, command)
{
	if (kind == "fields" || kind == "criteria")
		return " _volscan_fields " subjects[command]
	if (kind == "files")
		return "_files"
	if (kind ~ /^words /)
		return "(" substr(kind, 7) ")"
	return kind == "" ? " " : " _volscan_names " kind
}

function put_option(n,  name)
{
	name = "--" option_name[n] (option_argument[n] == "" ? "" : "=")
	name = option_letter[n] == "" ? "'*" name : "'*'{-" option_letter[n] "," name "}'"
	printf " \\\n\t\t%s[%s]", name, escape(option_text[n])
	if (option_argument[n] != "")
		printf ":%s:%s", escape(option_argument[n]),
			action(kind_of(option_argument[n], option_text[n]), option_command[n])
	printf "'"
}

function put_command(command,  n)
{
	printf "_volscan_%s()\n{\n\t_arguments -s", command
	for (n = 1; n <= option_count; n++)
		if (option_command[n] == command)
			put_option(n)
	if (arguments[command] != "")
		printf " \\\n\t\t'*:%s:%s'", escape(arguments[command]),
			action(kind_of_names(command), command)
	print "\n}\n"
}

END {
	print "_volscan_commands=("
	for (n = 1; n <= command_count; n++)
		print "\t'" commands[n] ":" quote(summary[commands[n]]) "'"
	print "\t'help:these commands, or the options of one'\n)\n"
	for (n = 1; n <= subject_count; n++)
		print "_volscan_fields_" subject_names[n] "=(" fields[subject_names[n]] ")"
	print ""
	for (n = 1; n <= command_count; n++)
		put_command(commands[n])
}
