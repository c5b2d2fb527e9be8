# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Makes the manual pages of the library, section 3, of its header:
#
#	awk -v dir=DIR -v version=V -v date=D -f functions.awk volscan.h
#
# A page is what is one comment in the header, and the functions right below it; each of
# them has it, under its own name. In the comment, the first sentence is the summary; a paragraph that begins with "Returns" or "Errors:" becomes a section; what is
# in `backquotes` is a parameter. Types belong to the page of the next function, or to
# volscan_types(3) when there is none before the next heading. The first comment of all is
# the overview, libvolscan(3).

# ------------------------------------------------------------------------
# roff

function escape(text)
{
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	gsub(/'/, "\\(aq", text)
	gsub(/\^/, "\\(ha", text)
	gsub(/~/, "\\(ti", text)
	return text
}

# The end of a word that is marked up stays as it is.
function font(name, text, rest)
{
	return "\\f" name text "\\fP" rest
}

# Backquotes, functions and manual pages.
function mark(word,  end)
{
	word = escape(word)
	while (match(word, /`[^`]*`/))
		word = substr(word, 1, RSTART - 1) \
			font("I", substr(word, RSTART + 1, RLENGTH - 2), substr(word, RSTART + RLENGTH))
	if (match(word, /[a-z_.]+\([0-9]?\)/)) {
		end = RSTART + RLENGTH
		sub(/\(/, "\\fP(", word)
		word = substr(word, 1, RSTART - 1) "\\fB" substr(word, RSTART)
	}
	sub(/`/, "\\(ga", word)
	sub(/^\./, "\\\\\\&.", word)
	return word
}

# Filled text, each sentence on a line of its own, and no line that is too long.
function put(text,  n, i, words, line, quoted)
{
	n = split(text, words, /[ \n]+/)
	line = ""
	for (i = 1; i <= n; i++) {
		if (words[i] == "")
			continue
		if (line != "" && length(line) + length(words[i]) > 66) {
			print line >page
			line = ""
		}
		line = line (line == "" ? "" : " ") mark(words[i])
		if (words[i] ~ /[.!?]\)?$/) {
			print line >page
			line = ""
		}
	}
	if (line != "")
		print line >page
}

function open_page(name, title)
{
	page = dir "/" name ".3"
	print ".\\\" SPDX-License-Identifier: LGPL-2.1-or-later" >page
	print ".TH " toupper(name) " 3 " date " \"libvolscan " version "\" \"" title "\"" >page
	print ".nr HY 0\n.nh" >page
	print ".ad l" >page
}

function expand(line,  before)
{
	while (match(line, /\t/)) {
		before = substr(line, 1, RSTART - 1)
		line = before substr("        ", 1, 8 - length(before) % 8) substr(line, RSTART + 1)
	}
	return line
}

# ------------------------------------------------------------------------
# Types

function tag(code)
{
	gsub(/[ \t]+/, " ", code)
	print ".TP" >page
	print font("B", escape(code), "") >page
}

function put_member(code, comment)
{
	tag(code)
	if (comment == "")
		print "\\&" >page
	else
		put(comment)
}

function strip(comment)
{
	gsub(/^[ \t]*\/\*[ \t]*/, "", comment)
	gsub(/[ \t]*\*\/[ \t]*$/, "", comment)
	gsub(/\n[ \t]*\*?[ \t]*/, " ", comment)
	return comment
}

# From the line `i` on, all of the comment that is in it; leaves `i` at its last line.
function whole_comment(lines, n,  text)
{
	text = lines[at]
	while (text ~ /\/\*/ && text !~ /\*\// && at < n)
		text = text "\n" lines[++at]
	return text
}

function put_body(lines, n,  text, code, before, place)
{
	before = ""
	for (; at <= n && lines[at] !~ /^\}/; at++) {
		if (lines[at] ~ /^[ \t]*$/)
			continue
		text = whole_comment(lines, n)
		place = index(text, "/*")
		if (text ~ /^[ \t]*\/\*/) {
			if (before != "")
				print_before(before)
			before = strip(text)
			continue
		}
		code = place ? substr(text, 1, place - 1) : text
		sub(/^[ \t]+/, "", code)
		sub(/[ \t]+$/, "", code)
		if (before != "" && (place || code !~ /\(\*/)) {
			print_before(before)
			before = ""
		}
		put_member(code, place ? strip(substr(text, place)) : before)
		before = ""
	}
}

function print_before(text)
{
	print ".PP" >page
	put(text)
}

function put_intro(comment,  n, i, paragraphs)
{
	n = split(comment, paragraphs, /\n\n/)
	for (i = 1; i <= n; i++) {
		if (i > 1)
			print ".PP" >page
		put(paragraphs[i])
	}
}

# One comment and the code below it; a form feed parts the code from the comment.
function put_type(type,  parts, lines, n, head)
{
	split(type, parts, "\f")
	n = split(parts[2], lines, "\n")
	head = lines[1]
	if (match(head, /^(struct|enum) [a-z_]+ \{/)) {
		if (head ~ /\/\*/)
			parts[1] = parts[1] (parts[1] == "" ? "" : "\n\n") strip(substr(head, RLENGTH + 1))
		head = substr(head, 1, RLENGTH - 2)
		print ".SS " escape(head) >page
		put_intro(parts[1])
		at = 2
		put_body(lines, n)
	} else if (head ~ /^typedef/) {
		sub(/\).*/, "", head)
		sub(/.*\(\*/, "", head)
		print ".SS " escape(head) >page
		put_intro(parts[1])
		print ".PP" >page
		put_code(parts[2])
	} else {
		if (parts[1] != "")
			print_before(parts[1])
		at = 1
		put_body(lines, n)
	}
}

function put_code(code,  n, i, lines)
{
	n = split(code, lines, "\n")
	print ".nf" >page
	for (i = 1; i <= n; i++)
		print (lines[i] == "" ? ".sp" : font("B", escape(expand(lines[i])), "")) >page
	print ".fi" >page
}

# ------------------------------------------------------------------------
# Functions

# The name of the function that a line declares, or "".
function declared(line)
{
	if (line ~ /^(typedef|#|[ \t])/ || !match(line, /volscan_[a-z_]+\(/))
		return ""
	return substr(line, RSTART, RLENGTH - 1)
}

function lower_first(text)
{
	return tolower(substr(text, 1, 1)) substr(text, 2)
}

function first_sentence(text,  end)
{
	gsub(/\n/, " ", text)
	end = match(text, /\.( |$)/)
	return end ? substr(text, 1, end - 1) : text
}

function after_first(text,  end)
{
	gsub(/\n/, " ", text)
	end = match(text, /\.( |$)/)
	return end ? substr(text, end + 2) : ""
}

# Sentences that begin with errors become a list of them.
function put_errors(text,  n, i, sentences, head)
{
	sub(/^Errors:[ \n]*/, "", text)
	gsub(/\n/, " ", text)
	sub(/\. *$/, "", text)
	n = split(text, sentences, /\. /)
	for (i = 1; i <= n; i++) {
		if (match(sentences[i], /^-E[A-Z]+( or -E[A-Z]+)*/)) {
			head = substr(sentences[i], 1, RLENGTH)
			sentences[i] = substr(sentences[i], RLENGTH + 2)
			print ".TP" >page
			print font("B", escape(head), "") >page
			if (head == "-ENOMEM")
				sentences[i] = "Out of memory"
			sentences[i] = toupper(substr(sentences[i], 1, 1)) substr(sentences[i], 2)
		} else if (i > 1) {
			print ".PP" >page
		}
		put(sentences[i] ".")
	}
}

function put_threads(code)
{
	print ".SH THREADS" >page
	if (code ~ /struct volscan \*/)
		put("One thread at a time may use a handle; different handles are independent of each other.")
	else
		put("Any thread may call it at any time.")
}

# What the page speaks of, beside itself.
function put_see_also(text, names,  n, i, word, words, seen, list, count, j, t)
{
	list[count = 1] = "libvolscan"
	list[++count] = "volscan_types"
	n = split(text, words, /[^a-z_]+/)
	for (i = 1; i <= n; i++) {
		word = words[i]
		if ((word in is_function) && !(word in seen) && index(names " ", " " word " ") == 0) {
			seen[word] = 1
			list[++count] = word
		}
	}
	for (i = 2; i <= count; i++)
		for (j = i; j > 1 && list[j] < list[j - 1]; j--) {
			t = list[j]; list[j] = list[j - 1]; list[j - 1] = t
		}
	print ".SH SEE ALSO" >page
	for (i = 1; i <= count; i++)
		print ".BR " list[i] " (3)" (i < count ? "," : "") >page
}

function put_function(g, name,  n, i, names)
{
	n = split(group_names[g], names, " ")
	open_page(name, "libvolscan")
	print ".SH NAME" >page
	for (i = 1; i <= n; i++)
		print names[i] (i < n ? "," : "") >page
	print "\\- " escape(lower_first(first_sentence(group_comment[g]))) >page
	print ".SH SYNOPSIS" >page
	put_code("#include <volscan.h>\n\n" group_code[g])
	print ".SH DESCRIPTION" >page
	put_description(group_comment[g])
	if (group_types[g]) {
		print ".SH TYPES" >page
		for (i = 1; i <= group_types[g]; i++)
			put_type(group_type[g, i])
	}
	put_rest(group_comment[g])
	put_threads(group_code[g])
	put_see_also(group_comment[g], " " group_names[g])
	close(page)
}

# The summary, as a sentence, is the beginning.
function put_description(comment,  n, i, paragraphs)
{
	n = split(comment, paragraphs, /\n\n/)
	for (i = 1; i <= n; i++) {
		if (paragraphs[i] ~ /^(Returns|Errors:)/)
			continue
		if (i > 1)
			print ".PP" >page
		put(paragraphs[i])
	}
}

function put_rest(comment,  n, i, paragraphs)
{
	n = split(comment, paragraphs, /\n\n/)
	for (i = 1; i <= n; i++)
		if (paragraphs[i] ~ /^Returns/) {
			print ".SH RETURN VALUE" >page
			put(paragraphs[i])
		}
	for (i = 1; i <= n; i++)
		if (paragraphs[i] ~ /^Errors:/) {
			print ".SH ERRORS" >page
			put_errors(paragraphs[i])
		}
}

# ------------------------------------------------------------------------
# The overview, and the types that all functions share

# "Threads.  A handle ..." is a heading and its text.
function put_overview(comment,  n, i, paragraphs, end)
{
	n = split(comment, paragraphs, /\n\n/)
	print ".SH NAME" >page
	print "libvolscan \\- " escape(lower_first(after_colon(paragraphs[1]))) >page
	print ".SH SYNOPSIS" >page
	put_code("#include <volscan.h>\n\ncc prog.c $(pkg-config --cflags --libs volscan)")
	print ".SH DESCRIPTION" >page
	put(paragraphs[1])
	for (i = 2; i <= n; i++)
		if (paragraphs[i] ~ /^\t/) {
			print ".PP" >page
			put_example(paragraphs[i])
		} else if (match(paragraphs[i], /^[A-Z][a-z ]*\.  /)) {
			print ".SS " substr(paragraphs[i], 1, RLENGTH - 3) >page
			put(substr(paragraphs[i], RLENGTH + 1))
		} else {
			print ".PP" >page
			put(paragraphs[i])
		}
}

function put_example(text,  n, i, lines)
{
	n = split(text, lines, "\n")
	print ".nf" >page
	for (i = 1; i <= n; i++)
		print escape(expand(lines[i])) >page
	print ".fi" >page
}

function after_colon(text)
{
	sub(/^[a-z]*: /, "", text)
	sub(/\.$/, "", text)
	return text
}

function put_list(  g, n, i, names, section)
{
	print ".SH FUNCTIONS" >page
	for (g = 1; g <= groups; g++) {
		if (group_section[g] != section)
			print ".SS " group_section[g] >page
		section = group_section[g]
		print ".TP" >page
		n = split(group_names[g], names, " ")
		for (i = 1; i <= n; i++)
			printf "%s", (i > 1 ? ", " : "") font("B", names[i], "(3)") >page
		print "" >page
		put(first_sentence(group_comment[g]) ".")
	}
}

function put_libvolscan()
{
	open_page("libvolscan", "libvolscan")
	put_overview(overview)
	put_list()
	print ".SH SEE ALSO" >page
	print ".BR volscan_types (3),\n.BR volscan.conf (5),\n.BR lvm (8),\n.BR volscan (8)" >page
	close(page)
}

function put_types(  i)
{
	open_page("volscan_types", "libvolscan")
	print ".SH NAME" >page
	print "volscan_types \\- what the functions of libvolscan take and give" >page
	print ".SH SYNOPSIS" >page
	put_code("#include <volscan.h>")
	print ".SH DESCRIPTION" >page
	put("All of it is to be read only, and belongs to the handle that gave it: see libvolscan(3).")
	for (i = 1; i <= types; i++) {
		if (type_section[i] != type_section[i - 1])
			print ".SH " toupper(type_section[i]) >page
		put_type(type[i])
	}
	print ".SH SEE ALSO" >page
	print ".BR libvolscan (3)" >page
	close(page)
}

# ------------------------------------------------------------------------
# Reading the header

# Those that wait for a function go to volscan_types(3).
function end_of_section(  i)
{
	for (i = 1; i <= waiting; i++) {
		type[++types] = wait[i]
		type_section[types] = section
	}
	waiting = 0
}

function end_of_comment(  lines)
{
	sub(/\n$/, "", comment)
	if (comment ~ /^-----/) {
		end_of_section()
		split(comment, lines, "\n")
		section = lines[2]
		sub(/:.*/, "", section)
		comment = ""
	} else if (overview == "") {
		overview = comment
		comment = ""
	}
}

function end_of_code(  n, i, lines, name)
{
	n = split(code, lines, "\n")
	name = declared(lines[1])
	if (name == "") {
		wait[++waiting] = comment "\f" code
	} else {
		group_code[++groups] = code
		group_comment[groups] = comment
		group_section[groups] = section
		for (i = 1; i <= n; i++)
			if ((name = declared(lines[i])) != "") {
				group_names[groups] = group_names[groups] \
					(group_names[groups] == "" ? "" : " ") name
				is_function[name] = 1
			}
		for (i = 1; i <= waiting; i++)
			group_type[groups, ++group_types[groups]] = wait[i]
		waiting = 0
	}
	code = comment = ""
}

function comment_line(line)
{
	sub(/^\/\*/, "", line)
	sub(/\*\/$/, "", line)
	sub(/^ \*/, "", line)
	sub(/^ /, "", line)
	sub(/ +$/, "", line)
	return line
}

# What is for the compiler only.
/^#(if|endif|include|define VOLSCAN_H$)/ || /^extern "C"/ || /SPDX-License/ ||
(/^\}$/ && depth == 0) || /^struct [a-z_]*;$/ {
	next
}

code == "" && /^\/\*/ {
	in_comment = 1
	comment = ""
}

in_comment {
	line = comment_line($0)
	if (line != "" || comment != "")
		comment = comment line "\n"
	if ($0 ~ /\*\/$/) {
		in_comment = 0
		end_of_comment()
	}
	next
}

/^$/ && depth == 0 {
	if (code != "")
		end_of_code()
	next
}

{
	code = code (code == "" ? "" : "\n") $0
	depth += gsub(/\{/, "{") - gsub(/\}/, "}")
}

END {
	if (code != "")
		end_of_code()
	end_of_section()
	for (g = 1; g <= groups; g++) {
		n = split(group_names[g], names, " ")
		for (i = 1; i <= n; i++)
			put_function(g, names[i])
	}
	put_libvolscan()
	put_types()
}
