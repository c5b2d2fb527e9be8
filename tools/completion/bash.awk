# SPDX-License-Identifier: LGPL-2.1-or-later
# Makes the tables of the completion for bash; volscan.bash.in has the rest.

function put_case(name, what)
{
	print "\n# " what "\n" name "()\n{\n\tcase $1 in"
}

function put_end()
{
	print "\tesac\n}"
}

function options_of(command,  n, words)
{
	for (n = 1; n <= option_count; n++)
		if (option_command[n] == command)
			words = words (words == "" ? "" : " ") "--" option_name[n] \
				(option_letter[n] == "" ? "" : " -" option_letter[n])
	return words
}

END {
	for (n = 1; n <= command_count; n++)
		all = all (n == 1 ? "" : " ") commands[n]
	print "_volscan_commands='" all " help'"

	put_case("_volscan_options", "The options of a COMMAND.")
	for (n = 1; n <= command_count; n++)
		print "\t" commands[n] ") echo '" options_of(commands[n]) "' ;;"
	put_end()

	put_case("_volscan_argument", "What an OPTION takes: \"none\", or \"\" for what cannot be guessed.")
	for (n = 1; n <= word_count; n++) {
		kind = kind_of(argument_of[option_words[n]], text_of[option_words[n]])
		if (argument_of[option_words[n]] != "")
			print "\t" option_words[n] ") echo '" kind "' ;;"
	}
	print "\t*) echo none ;;"
	put_end()

	put_case("_volscan_names", "What follows the options of a COMMAND.")
	for (n = 1; n <= command_count; n++)
		if (kind_of_names(commands[n]) != "")
			print "\t" commands[n] ") echo '" kind_of_names(commands[n]) "' ;;"
	put_end()

	put_case("_volscan_subjects", "What the reports of a COMMAND are about.")
	for (n = 1; n <= command_count; n++)
		if (commands[n] in subjects)
			print "\t" commands[n] ") echo '" subjects[commands[n]] "' ;;"
	put_end()

	put_case("_volscan_fields", "The fields of a SUBJECT.")
	for (n = 1; n <= subject_count; n++)
		print "\t" subject_names[n] ") echo '" fields[subject_names[n]] "' ;;"
	put_end()
}
