/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The devices that LVM2's devices file names, and no others. */
#ifndef DEVICE_FILTER_DEVICES_FILE_H
#define DEVICE_FILTER_DEVICES_FILE_H

#include "config/config.h"
#include "device/dev.h"

struct filter_devices_file;

/*
 * What devices/use_devicesfile and devices/devicesfile say; NULL, which rejects
 * nothing, if no file is to be used. The file of the machine need not be there, as
 * LVM2 has it: then none is used. One that was given with its path must be: -errno,
 * and a sentence in *error (to be freed). `root` as in sysfs.h; it, `config` and
 * `log` live as long as the filter.
 */
int filter_devices_file_new(const char *root, const struct config *config,
			    const struct log *log, struct filter_devices_file **file,
			    char **error);
void filter_devices_file_free(struct filter_devices_file *file);

/* Why a block device of the machine is left out, as a text that lives as long as
 * `file`, or NULL. To be asked once about each. */
const char *filter_devices_file_rejects(struct filter_devices_file *file,
					const struct dev *dev);

/*
 * The same once the device has been read, for devices that the file knows by their
 * names alone: names move. `uuid` is that of its PV; NULL if it is none, which is
 * remembered for filter_devices_file_tell() and no reason to leave it out.
 */
const char *filter_devices_file_rejects_pv(struct filter_devices_file *file,
					   const struct dev *dev, const char *uuid);

/* Warn of entries for which there was no device, or another PV on it. When all
 * devices have been read; nothing if none was asked about. */
void filter_devices_file_tell(const struct filter_devices_file *file);

#endif
