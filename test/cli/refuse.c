/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Run a command to which the kernel refuses some things.
 *
 *	refuse THING=ERRNO... -- COMMAND...
 *
 * THING is io_uring or aio (their set-up), threads (new ones) or processes
 * (likewise), or seccomp (further filters); ERRNO is one of those below. Whatever the command starts is refused
 * the same.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST_RULES 4

/* Refused when `flag` is set among its first argument's, or when it is not. */
struct thing {
	const char *name;
	unsigned call;
	unsigned flag;		/* 0 = always */
	bool set;
};

static const struct thing things[] = {
	{ "io_uring", SYS_io_uring_setup, 0, false },
	{ "aio", SYS_io_setup, 0, false },
	{ "threads", SYS_clone, CLONE_THREAD, true },
	{ "processes", SYS_clone, CLONE_THREAD, false },
	{ "seccomp", SYS_seccomp, 0, false },
	{ NULL, 0, 0, false }
};

static const struct {
	const char *name;
	unsigned number;
} errors[] = {
	{ "EPERM", EPERM }, { "EAGAIN", EAGAIN }, { "ENOMEM", ENOMEM }, { "EINVAL", EINVAL },
	{ "EMFILE", EMFILE }, { "ENOSYS", ENOSYS }, { NULL, 0 }
};

/* The filter, in which the number of the call is looked at anew by each rule. */
static struct sock_filter code[16 * MOST_RULES];
static unsigned short length;

static void put(struct sock_filter instruction)
{
	code[length++] = instruction;
}

static void load(size_t offset)
{
	put((struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned) offset));
}

static void give(unsigned result)
{
	put((struct sock_filter) BPF_STMT(BPF_RET | BPF_K, result));
}

/* Go on there, or leave out so many instructions. */
static void unless(unsigned short how, unsigned value, unsigned char yes, unsigned char no)
{
	put((struct sock_filter) BPF_JUMP(BPF_JMP | how | BPF_K, value, yes, no));
}

/* The lower half of an argument; the upper one is not looked at. */
static size_t first_argument(void)
{
	bool big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

	return offsetof(struct seccomp_data, args[0]) + (big_endian ? 4 : 0);
}

static void refuse(const struct thing *thing, unsigned error)
{
	load(offsetof(struct seccomp_data, nr));
	unless(BPF_JEQ, thing->call, 0, thing->flag ? 3 : 1);
	if (thing->flag) {
		load(first_argument());
		unless(BPF_JSET, thing->flag, thing->set ? 0 : 1, thing->set ? 1 : 0);
	}
	give(SECCOMP_RET_ERRNO | error);
}

/* A filter cannot look at what clone3 is asked for; without it there is clone. */
static void hide_clone3(void)
{
	load(offsetof(struct seccomp_data, nr));
	unless(BPF_JEQ, SYS_clone3, 0, 1);
	give(SECCOMP_RET_ERRNO | ENOSYS);
}

static bool add_rule(const char *word)
{
	const char *equals = strchr(word, '=');
	size_t t = 0, e = 0, n = equals ? (size_t) (equals - word) : 0;

	while (things[t].name && (strlen(things[t].name) != n || strncmp(things[t].name, word, n)))
		t++;
	while (errors[e].name && n && strcmp(errors[e].name, equals + 1))
		e++;
	if (!n || !things[t].name || !errors[e].name || length + 16u > sizeof(code) / sizeof(*code))
		return false;
	if (things[t].flag)
		hide_clone3();
	refuse(&things[t], errors[e].number);
	return true;
}

static bool install(void)
{
	struct sock_fprog program = { .len = length, .filter = code };

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

int main(int argc, char **argv)
{
	int i = 1;

	while (i < argc && strcmp(argv[i], "--") && add_rule(argv[i]))
		i++;
	if (i + 1 >= argc || strcmp(argv[i], "--")) {
		fprintf(stderr, "usage: refuse THING=ERRNO... -- COMMAND...\n");
		return 2;
	}
	give(SECCOMP_RET_ALLOW);
	if (!install()) {
		perror("refuse");
		return 77;
	}
	execv(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return 127;
}
