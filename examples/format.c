/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A format of one's own, read through volscan's path: many disks side by side, with limits
 * and deadlines, and no code but for the format itself.
 *
 *	format make FILE WORD...	make an image with these words
 *	format read PATH...		print the words of each
 *
 * The format is a list. At byte 0 is where it begins, and at each place an entry which says
 * where the next one is, 0 = nowhere; numbers are little-endian:
 *
 *	superblock	"WORDS 1\n"	u64 first
 *	entry		u64 next	u32 length	characters
 *
 * So the answer to one read names the next, as with most formats. What a disk says is not
 * believed: lengths are bounded, and a list only goes forward, so that it ends.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <volscan.h>

#define MAGIC "WORDS 1\n"
#define SUPERBLOCK_SIZE 16u
#define ENTRY_SIZE 12u
#define WORD_MAX 64u
#define STEP 100000u		/* from entry to entry, so that each is another read */

static uint64_t get(const unsigned char *bytes, unsigned count)
{
	uint64_t n = 0;

	while (count--)
		n = n << 8 | bytes[count];
	return n;
}

static void put(unsigned char *bytes, unsigned count, uint64_t n)
{
	for (unsigned i = 0; i < count; i++, n >>= 8)
		bytes[i] = (unsigned char)n;
}

/* ------------------------------------------------------------------------
 * Reading
 */

struct reader {
	struct volscan *vs;
	char *words;		/* so far */
	uint64_t at;		/* the entry that is asked for */
	const char *wrong;	/* NULL: it is sound */
};

static void end(struct reader *reader, const struct volscan_device *device, const char *wrong)
{
	printf("%s:%s%s%s\n", device->name, reader->words ? reader->words : "",
	       wrong ? " ... " : "", wrong ? wrong : "");
	reader->wrong = wrong;
	free(reader->words);
	volscan_device_close(reader->vs, device);
}

static int add_word(struct reader *reader, const unsigned char *word, size_t length)
{
	size_t have = reader->words ? strlen(reader->words) : 0;
	char *words = realloc(reader->words, have + length + 2);

	if (!words)
		return -ENOMEM;
	reader->words = words;
	words[have] = ' ';
	memcpy(words + have + 1, word, length);
	words[have + length + 1] = '\0';
	return 0;
}

static void on_entry(void *context, const struct volscan_device *device, int error,
		     const void *data, size_t length);

/* The longest that an entry may be, or what is left of the disk. */
static void read_entry(struct reader *reader, const struct volscan_device *device, uint64_t at)
{
	size_t length = ENTRY_SIZE + WORD_MAX;

	if (at <= reader->at || at + ENTRY_SIZE > device->size) {
		end(reader, device, "the next entry is nowhere");
		return;
	}
	if (device->size - at < length)
		length = (size_t)(device->size - at);
	reader->at = at;
	volscan_read(reader->vs, device, at, length, on_entry, reader);
}

/* `data` is gone when this returns. */
static void on_entry(void *context, const struct volscan_device *device, int error,
		     const void *data, size_t length)
{
	struct reader *reader = context;
	const unsigned char *bytes = data;
	uint64_t next, size;

	if (error) {
		end(reader, device, strerror(-error));
		return;
	}
	next = get(bytes, 8);
	size = get(bytes + 8, 4);
	if (size > length - ENTRY_SIZE || size > WORD_MAX)
		end(reader, device, "a word is too long");
	else if (add_word(reader, bytes + ENTRY_SIZE, (size_t)size))
		end(reader, device, "no memory");
	else if (next)
		read_entry(reader, device, next);
	else
		end(reader, device, NULL);
}

static void on_superblock(void *context, const struct volscan_device *device, int error,
			  const void *data, size_t length)
{
	struct reader *reader = context;

	(void)length;
	if (error)
		end(reader, device, strerror(-error));
	else if (memcmp(data, MAGIC, 8))
		end(reader, device, "it has no words");
	else
		read_entry(reader, device, get((const unsigned char *)data + 8, 8));
}

/* All of them are asked at once; what each says decides what it is asked next. */
static int read_all(struct volscan *vs, char **paths, int count)
{
	struct reader *readers = calloc((size_t)count, sizeof(*readers));
	const struct volscan_device *device;
	int wrong = 0;

	if (!readers)
		return 1;
	for (int i = 0; i < count; i++) {
		readers[i].vs = vs;
		if (!volscan_device_open(vs, paths[i], &device))
			volscan_read(vs, device, 0, SUPERBLOCK_SIZE, on_superblock, &readers[i]);
		else
			fprintf(stderr, "%s\n", readers[i].wrong = volscan_error(vs));
	}
	if (volscan_run(vs))
		fprintf(stderr, "%s\n", volscan_error(vs));
	for (int i = 0; i < count; i++)
		wrong |= readers[i].wrong != NULL;
	free(readers);
	return wrong;
}

static int read_paths(char **paths, int count)
{
	struct volscan *vs;
	int status = 1;

	if (volscan_new(&vs))
		return 1;
	if (!volscan_config_string(vs, "devices/io_isolation=1"))
		status = read_all(vs, paths, count);
	volscan_free(vs);
	return status;
}

/* ------------------------------------------------------------------------
 * Making one, which is no business of volscan: it never writes
 */

static int write_at(FILE *file, long at, const void *bytes, size_t length)
{
	return fseek(file, at, SEEK_SET) || fwrite(bytes, 1, length, file) != length;
}

static int write_words(FILE *file, char **words, unsigned count)
{
	unsigned char superblock[SUPERBLOCK_SIZE] = MAGIC, entry[ENTRY_SIZE];
	int r;

	put(superblock + 8, 8, STEP);
	r = write_at(file, 0, superblock, sizeof(superblock));
	for (unsigned i = 0; !r && i < count; i++) {
		put(entry, 8, i + 1 < count ? (i + 2) * (uint64_t)STEP : 0);
		put(entry + 8, 4, strlen(words[i]));
		r = write_at(file, (long)(i + 1) * STEP, entry, sizeof(entry)) ||
		    write_at(file, (long)(i + 1) * STEP + ENTRY_SIZE, words[i], strlen(words[i]));
	}
	return r;
}

static int make(const char *path, char **words, unsigned count)
{
	FILE *file = fopen(path, "wb");
	int r = !file || write_words(file, words, count);

	if (file && fclose(file))
		r = 1;
	if (r)
		perror(path);
	return r;
}

int main(int argc, char **argv)
{
	if (argc > 3 && !strcmp(argv[1], "make"))
		return make(argv[2], argv + 3, (unsigned)argc - 3);
	if (argc > 2 && !strcmp(argv[1], "read"))
		return read_paths(argv + 2, argc - 2);
	fprintf(stderr, "usage: format make FILE WORD...\n       format read PATH...\n");
	return 2;
}
