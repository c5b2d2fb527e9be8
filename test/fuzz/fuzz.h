/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A fuzz target hands bytes to a parser and checks what its contract promises of
 * the answer. Each is built twice: into the program of its name, with libFuzzer
 * (make fuzz), and into `replay`, which runs files (make check-fuzz). See README.md.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Change `size` bytes, of which there may be up to `room` afterwards, and return how
 * many there are: LLVMFuzzerMutate(). */
typedef size_t (*fuzz_change_fn)(uint8_t *data, size_t size, size_t room);

struct fuzz_target {
	const char *name;
	/* The process ends where a promise is broken. `data` is a block of its own, so
	 * that a byte read behind its end is noticed. */
	void (*run)(const uint8_t *data, size_t size);
	/* The same as `change`, and after it checksums and the like are made right:
	 * what is behind them is seldom reached otherwise. NULL: bytes are bytes. */
	size_t (*mutate)(uint8_t *data, size_t size, size_t room, unsigned seed,
			 fuzz_change_fn change);
};

extern const struct fuzz_target fuzz_config;
extern const struct fuzz_target fuzz_devices_file;
extern const struct fuzz_target fuzz_hung_file;
extern const struct fuzz_target fuzz_label;
extern const struct fuzz_target fuzz_lex;
extern const struct fuzz_target fuzz_mda;
extern const struct fuzz_target fuzz_partitions;
extern const struct fuzz_target fuzz_regex;
extern const struct fuzz_target fuzz_ring;
extern const struct fuzz_target fuzz_scan;
extern const struct fuzz_target fuzz_text;
extern const struct fuzz_target fuzz_uuid;

struct finding;
struct wrong;
/* What must hold of a finding and its sentence, and of what a decoder of `size` bytes
 * found wrong. */
void fuzz_check_finding(const struct finding *finding, const char *message);
void fuzz_check_wrong(const struct wrong *wrong, size_t size);

/* Not assert(): it is checked whatever NDEBUG says. */
#define CHECK(promise) ((promise) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #promise))
void fuzz_broken(const char *file, int line, const char *promise) __attribute__((noreturn));

#endif
