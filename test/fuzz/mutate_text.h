/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef MUTATE_TEXT_H
#define MUTATE_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Change one thing of a text in LVM2's syntax so that it is still one: a word or number
 * becomes another of the text, a number one of those that matter, a section or line
 * goes, or comes twice. Returns the new size; the old one if nothing was found. */
size_t mutate_text(char *text, size_t size, size_t room, unsigned seed);

#endif
