/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Texts from disks, and names of files, may hold any byte. Here they become
 * what a terminal shows and what JSON allows. Everything but the characters
 * named below stays as it is.
 */
#ifndef TEXT_H
#define TEXT_H

#include <libdevmapper.h>
#include <stdio.h>

#include "buffer.h"

enum text_form {
	TEXT_TERMINAL,	/* control characters and bytes that are not UTF-8: \xHH */
	TEXT_JSON,	/* control characters \u00HH, backslash \\, quote \", bytes that are
			   not UTF-8 \ufffd */
	TEXT_SHELL,	/* between single quotes of a shell: as for a terminal, and a single
			   quote '\'' */
	TEXT_XML,	/* in XML and HTML, also between double quotes: as for a terminal,
			   & < > and " as entities, and \uHHHH for what XML has not, and
			   for marks that turn round the order of what follows */
};

/* `text` itself when nothing in it needs a change, else a copy from `pool`.
 * NULL when there is no memory. */
const char *text_escape(struct dm_pool *pool, const char *text, enum text_form form);

/* The same, added to `buffer`. */
void text_add(struct buffer *buffer, const char *text, enum text_form form);

/* To a stream, for a terminal, and for XML. */
void text_print(FILE *stream, const char *text);
void text_print_xml(FILE *stream, const char *text);

/* At most so many columns of a terminal does an escaped text take. */
int text_columns(const char *text);

/* The end of the part of `text` from its beginning on, and the beginning of the part up
 * to its end, that takes at most so many columns. */
const char *text_head(const char *text, int columns);
const char *text_tail(const char *text, int columns);

#endif
