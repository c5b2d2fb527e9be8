/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_INO 2		/* of the images; 1 is the directory */
#define FOR_EVER 86400.0	/* seconds that the kernel may remember attributes */

static struct fs *fs_of(fuse_req_t req)
{
	return fuse_req_userdata(req);
}

static struct image *image_of(fuse_req_t req, fuse_ino_t ino)
{
	struct images *images = &fs_of(req)->images;

	return ino >= FIRST_INO && ino - FIRST_INO < images->count ?
		&images->list[ino - FIRST_INO] : NULL;
}

static void fill_stat(struct stat *st, fuse_ino_t ino, const struct image *image)
{
	*st = image ? image->st : (struct stat) { .st_mode = S_IFDIR | 0755, .st_nlink = 2 };
	st->st_ino = ino;
}

static void fs_lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	struct fuse_entry_param e = { .attr_timeout = FOR_EVER, .entry_timeout = FOR_EVER };
	struct images *images = &fs_of(req)->images;
	struct image *image = images_find(images, name);

	(void)parent;
	if (!image) {
		fuse_reply_err(req, ENOENT);
		return;
	}
	e.ino = FIRST_INO + (fuse_ino_t)(image - images->list);
	fill_stat(&e.attr, e.ino, image);
	fuse_reply_entry(req, &e);
}

static void fs_getattr(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	struct stat st;

	(void)fi;
	fill_stat(&st, ino, image_of(req, ino));
	fuse_reply_attr(req, &st, FOR_EVER);
}

static void fs_open(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	fi->direct_io = 1;	/* no page cache that makes short reads whole */
	if (!image_of(req, ino))
		fuse_reply_err(req, EISDIR);
	else if ((fi->flags & O_ACCMODE) != O_RDONLY)
		fuse_reply_err(req, EROFS);
	else if (fs_of(req)->closing)
		fuse_reply_err(req, ESHUTDOWN);
	else
		fuse_reply_open(req, fi);
}

static void fs_read(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
		    struct fuse_file_info *fi)
{
	(void)fi;
	reads_take(fs_of(req), image_of(req, ino), req, size, (uint64_t)offset);
}

static size_t fill_directory(fuse_req_t req, char *buffer, size_t size, size_t i)
{
	const struct images *images = &fs_of(req)->images;
	size_t used = 0, length;
	struct stat st;

	for (; i < images->count; i++) {
		fill_stat(&st, i + FIRST_INO, &images->list[i]);
		length = fuse_add_direntry(req, buffer + used, size - used, images->list[i].name,
					   &st, (off_t)i + 1);
		if (length > size - used)
			break;
		used += length;
	}
	return used;
}

static void fs_readdir(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
		       struct fuse_file_info *fi)
{
	char *buffer = malloc(size);

	(void)ino;
	(void)fi;
	if (buffer)
		fuse_reply_buf(req, buffer, fill_directory(req, buffer, size, (size_t)offset));
	else
		fuse_reply_err(req, ENOMEM);
	free(buffer);
}

/* The kernel lets only so many background requests out at a time, 12 if it is
 * not told otherwise: as few dead disks would be the end of all. */
static void fs_init(void *userdata, struct fuse_conn_info *conn)
{
	(void)userdata;
	conn->max_background = UINT16_MAX;
	conn->congestion_threshold = UINT16_MAX;
}

const struct fuse_lowlevel_ops fs_operations = {
	.init = fs_init,
	.lookup = fs_lookup,
	.getattr = fs_getattr,
	.open = fs_open,
	.read = fs_read,
	.readdir = fs_readdir,
};
