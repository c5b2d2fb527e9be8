/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * All signatures are asked for one after another, as by wipefs, and not the one
 * that libblkid thinks best: that something was left behind on a disk is just
 * what people want to see.
 *
 * Of partition tables only the type is asked for, which keeps libblkid from
 * walking through them; but a GPT is believed only with its list of entries, for
 * which libblkid would take and read up to 4 GiB if a header said so. One that
 * says so is not looked at.
 */
#include "io/probe.h"

#include <blkid/blkid.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/le.h"

#define ENTRIES_MAX	(UINT64_C(128) * 1024)	/* bytes of GPT entries; 16 KiB is usual */

#define GPT_MAGIC	"EFI PART"
#define GPT_ENTRY_COUNT	80
#define GPT_ENTRY_SIZE	84
#define GPT_HEADER_SIZE	92

/* ---- the text ---- */

#define FIELDS 5

size_t io_signature_put(char *text, size_t room, const struct volscan_signature *signature)
{
	const char *fields[FIELDS] = { signature->type, signature->usage, signature->version,
				       signature->label, signature->uuid };
	size_t length = 0;
	unsigned i;

	for (i = 0; i < FIELDS; i++)
		length += strlen(fields[i]) + 1;
	if (length > room)
		return 0;
	for (i = 0; i < FIELDS; i++)
		text = stpcpy(text, fields[i]) + 1;
	return length;
}

/* The string at *text, which moves on behind it; NULL if it does not end. */
static const char *next_field(const char **text, const char *end)
{
	const char *field = *text, *nul = memchr(field, '\0', (size_t) (end - field));

	if (nul)
		*text = nul + 1;
	return nul ? field : NULL;
}

bool io_signature_next(const char **text, size_t *left, struct volscan_signature *signature)
{
	const char *at = *text, *end = at + *left, *fields[FIELDS];

	for (unsigned i = 0; i < FIELDS; i++) {
		fields[i] = next_field(&at, end);
		if (!fields[i])
			return false;
	}
	*signature = (struct volscan_signature) {
		.type = fields[0], .usage = fields[1], .version = fields[2],
		.label = fields[3], .uuid = fields[4],
	};
	*left = (size_t) (end - at);
	*text = at;
	return true;
}

/* ---- libblkid ---- */

static const char *value(blkid_probe probe, const char *name)
{
	const char *text;
	size_t size;

	if (blkid_probe_lookup_value(probe, name, &text, &size) || !memchr(text, '\0', size))
		return "";
	return text;
}

/* A partition table first: what the chain before it has found may still be there. */
static struct volscan_signature take_signature(blkid_probe probe)
{
	if (blkid_probe_has_value(probe, "PTTYPE"))
		return (struct volscan_signature) {
			.type = value(probe, "PTTYPE"), .usage = "partitions",
			.version = "", .label = "", .uuid = value(probe, "PTUUID"),
		};
	return (struct volscan_signature) {
		.type = value(probe, "TYPE"), .usage = value(probe, "USAGE"),
		.version = value(probe, "VERSION"), .label = value(probe, "LABEL"),
		.uuid = value(probe, "UUID"),
	};
}

/* A header that cannot be read is libblkid's to complain about. */
static bool has_long_list(const struct io_request *request, uint64_t at)
{
	unsigned char header[GPT_HEADER_SIZE];
	off_t offset = (off_t) (request->offset + at);

	return pread(request->file->fd, header, sizeof(header), offset) == sizeof(header) &&
	       !memcmp(header, GPT_MAGIC, strlen(GPT_MAGIC)) &&
	       (uint64_t) get_le32(header + GPT_ENTRY_COUNT) *
			get_le32(header + GPT_ENTRY_SIZE) > ENTRIES_MAX;
}

/* There is one header in the second block and one in the last. */
static int leave_out_gpt(blkid_probe probe, const struct io_request *request)
{
	char gpt[] = "gpt", pmbr[] = "PMBR", *names[] = { gpt, pmbr, NULL };
	uint64_t block = blkid_probe_get_sectorsize(probe);
	uint64_t blocks = (uint64_t) blkid_probe_get_size(probe) / block;

	if (blocks < 2 || !(has_long_list(request, block) ||
			    has_long_list(request, (blocks - 1) * block)))
		return 0;
	return blkid_probe_filter_partitions_type(probe, BLKID_FLTR_NOTIN, names);
}

static int set_up(blkid_probe probe, const struct io_request *request)
{
	return blkid_probe_set_device(probe, request->file->fd, (blkid_loff_t) request->offset,
				      (blkid_loff_t) request->extent) ||
	       blkid_probe_enable_partitions(probe, 1) ||
	       blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_TYPE | BLKID_SUBLKS_USAGE |
						 BLKID_SUBLKS_VERSION | BLKID_SUBLKS_LABEL |
						 BLKID_SUBLKS_UUID) ||
	       leave_out_gpt(probe, request) ? -1 : 0;
}

/* Its results do not always tell the cause of a failure, but errno does. */
static ssize_t failure(void)
{
	return errno ? -errno : -EIO;
}

static ssize_t ask(blkid_probe probe, const struct io_request *request)
{
	struct volscan_signature signature;
	size_t length = 0, n = 1;
	int r = 0;

	errno = 0;
	if (set_up(probe, request))
		return failure();
	while (n && !(errno = 0, r = blkid_do_probe(probe))) {
		signature = take_signature(probe);
		n = io_signature_put((char *) request->buffer + length,
				     request->length - length, &signature);
		length += n;
	}
	return r < 0 ? failure() : (ssize_t) length;
}

ssize_t io_probe(const struct io_request *request)
{
	blkid_probe probe = blkid_new_probe();
	ssize_t r;

	if (!probe)
		return -ENOMEM;
	r = ask(probe, request);
	blkid_free_probe(probe);
	return r;
}
