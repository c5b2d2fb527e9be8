/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Make a disk with a metadata text, checksums included.
 *
 *	compose FILE ID <TEXT		PV of 8 MiB; ID, one character, is its UUID
 */
#include <stdio.h>
#include <stdlib.h>

#include "make_disk.h"

int main(int argc, char **argv)
{
	static char text[1 << 19];
	struct disk *disk;
	size_t length;

	if (argc != 3) {
		fputs("usage: compose FILE ID <TEXT\n", stderr);
		return 3;
	}
	length = fread(text, 1, sizeof(text) - 1, stdin);
	text[length] = '\0';
	disk = disk_new(8 << 20);
	disk_pv(disk, *argv[2], text);
	disk_save(disk, argv[1]);
	disk_free(disk);
	return EXIT_SUCCESS;
}
