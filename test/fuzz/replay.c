/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Runs inputs that are there, with any compiler:
 *
 *	replay CORPUS			all of CORPUS/TARGET/ of each target
 *	replay TARGET FILE...
 *
 * In a child, so that an input that ends the process is one failure, and named; the
 * next child goes on behind it. Ends with "N passed, N failed".
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz.h"

/* An input takes milliseconds; under a sanitizer, on a busy machine, this. */
#define SECONDS_MAX 20

static const struct fuzz_target *const targets[] = {
	&fuzz_config,
	&fuzz_devices_file,
	&fuzz_hung_file,
	&fuzz_label,
	&fuzz_lex,
	&fuzz_mda,
	&fuzz_partitions,
	&fuzz_regex,
	&fuzz_ring,
	&fuzz_scan,
	&fuzz_text,
	&fuzz_uuid,
};
#define TARGETS (sizeof(targets) / sizeof(targets[0]))

static unsigned passed, failed;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static void run_file(const struct fuzz_target *target, const char *path)
{
	FILE *file = fopen(path, "re");
	uint8_t *data = NULL;
	long size;

	if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0)
		die(path);
	rewind(file);
	data = malloc((size_t)size);
	if ((!data && size) || fread(data, 1, (size_t)size, file) != (size_t)size)
		die(path);
	fclose(file);
	target->run(data, (size_t)size);
	free(data);
}

/* `*done` is shared with the parent. */
static void run_rest(const struct fuzz_target *target, char **paths, unsigned count,
		     volatile unsigned *done)
{
	for (; *done < count; ++*done) {
		alarm(SECONDS_MAX);
		run_file(target, paths[*done]);
	}
	exit(0);
}

static bool runs_in_child(const struct fuzz_target *target, char **paths, unsigned count,
			  volatile unsigned *done)
{
	pid_t child = fork();
	int status;

	if (child < 0)
		die("fork");
	if (!child)
		run_rest(target, paths, count, done);
	if (waitpid(child, &status, 0) != child)
		die("waitpid");
	return !status;
}

/* One that ends badly behind the last input has lost memory. */
static void run_all(const struct fuzz_target *target, char **paths, unsigned count)
{
	volatile unsigned *done = mmap(NULL, sizeof(*done), PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned bad = 0;

	if (done == MAP_FAILED)
		die("mmap");
	while (*done < count && !runs_in_child(target, paths, count, done)) {
		printf("FAILED: %s %s\n", target->name,
		       *done < count ? paths[*done] : "at its end");
		bad++;
		++*done;
	}
	printf("%s: %u inputs, %u failed\n", target->name, count, bad);
	passed += count - bad;
	failed += bad;
	munmap((void *)done, sizeof(*done));
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void run_directory(const struct fuzz_target *target, const char *corpus)
{
	struct dirent **entries;
	char dir[4096], **paths;
	int count;

	snprintf(dir, sizeof(dir), "%s/%s", corpus, target->name);
	count = scandir(dir, &entries, is_input, alphasort);
	if (count < 0)
		die(dir);
	paths = calloc((size_t)count + 1, sizeof(*paths));
	if (!paths)
		die("calloc");
	for (int i = 0; i < count; i++) {
		if (asprintf(&paths[i], "%s/%s", dir, entries[i]->d_name) < 0)
			die("asprintf");
		free(entries[i]);
	}
	run_all(target, paths, (unsigned)count);
	while (count--)
		free(paths[count]);
	free(paths);
	free(entries);
}

static const struct fuzz_target *find_target(const char *name)
{
	for (size_t i = 0; i < TARGETS; i++)
		if (!strcmp(targets[i]->name, name))
			return targets[i];
	fprintf(stderr, "replay: there is no target %s\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: replay CORPUS | replay TARGET FILE...\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 2)
		run_all(find_target(argv[1]), argv + 2, (unsigned)argc - 2);
	else
		for (size_t i = 0; i < TARGETS; i++)
			run_directory(targets[i], argv[1]);
	printf("%u passed, %u failed\n", passed, failed);
	return failed || !passed;
}
