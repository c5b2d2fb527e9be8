/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A filter by hand and not by libseccomp: this one is a constant, and loading that
 * library would take more system calls than a small scan does.
 *
 * What is not in the filter is not there, says ENOSYS: a C library that is newer than
 * this file has another way then. Only what a parser can want for no good is killed.
 */
#include "sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

#ifdef HAVE_SANDBOX

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Those whose calls all have their arguments in registers, low half first. */
#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ARCHITECTURE AUDIT_ARCH_PPC64LE
#endif

#ifdef ARCHITECTURE

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define GIVE(verdict) BPF_STMT(BPF_RET | BPF_K, verdict)
/* The next, or leave out so many. */
#define UNLESS_EQUAL(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)

#define ALLOW(call) UNLESS_EQUAL(SYS_##call, 1), GIVE(SECCOMP_RET_ALLOW)
#define KILL(call) UNLESS_EQUAL(SYS_##call, 1), GIVE(SECCOMP_RET_KILL_PROCESS)

/* By one of its arguments; `test` goes on, or leaves out one. */
#define ALLOW_BY(call, n, test) \
	UNLESS_EQUAL(SYS_##call, 4), LOAD(args[n]), test, GIVE(SECCOMP_RET_ALLOW), LOAD(nr)
#define EQUAL(value) UNLESS_EQUAL(value, 1)
#define HAS(bits) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1)
#define HAS_NOT(bits) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 1, 0)

static const struct sock_filter filter[] = {
	LOAD(arch),
	UNLESS_EQUAL(ARCHITECTURE, 1),
	BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0),
	GIVE(SECCOMP_RET_KILL_PROCESS),
	LOAD(nr),

	/* To wait for answers, and take them. */
	ALLOW(futex), ALLOW(clock_gettime), ALLOW(clock_nanosleep), ALLOW(nanosleep),
	ALLOW(restart_syscall), ALLOW(gettimeofday),
	ALLOW(wait4), ALLOW(waitid), ALLOW(sendmsg), ALLOW(recvmsg),
	ALLOW(rt_sigaction), ALLOW(rt_sigprocmask), ALLOW(rt_sigreturn),

	/* What is open, or is memory. fstat() is a call for paths without one. */
	ALLOW(read), ALLOW(readv), ALLOW(write), ALLOW(writev), ALLOW(lseek), ALLOW(close),
	ALLOW(fcntl), ALLOW(ftruncate), ALLOW(memfd_create), ALLOW(pipe2),
	ALLOW(pread64), ALLOW(pwrite64), ALLOW(fadvise64),	/* libblkid, on memory */
#ifdef SYS_fstat
	ALLOW(fstat),
#endif
	ALLOW_BY(newfstatat, 3, HAS(AT_EMPTY_PATH)),
	ALLOW_BY(ioctl, 1, EQUAL(TCGETS)),
	ALLOW_BY(ioctl, 1, EQUAL(TIOCGWINSZ)),

	/* Memory, but none that could be run. */
	ALLOW(brk), ALLOW(munmap), ALLOW(mremap), ALLOW(madvise),
	ALLOW_BY(mmap, 2, HAS_NOT(PROT_EXEC)),
	ALLOW_BY(mprotect, 2, HAS_NOT(PROT_EXEC)),

	/* Who and where we are. */
	ALLOW(getpid), ALLOW(gettid), ALLOW(getuid), ALLOW(geteuid), ALLOW(getgid),
	ALLOW(getegid), ALLOW(getcwd), ALLOW(uname), ALLOW(sysinfo), ALLOW(getrandom),
	ALLOW_BY(prlimit64, 2, EQUAL(0)),
#ifdef SYS_getrlimit
	ALLOW(getrlimit),
#endif
	ALLOW(exit), ALLOW(exit_group),

#ifdef SYS_open
	KILL(open), KILL(creat), KILL(fork), KILL(vfork),
#endif
	KILL(openat),
#ifdef SYS_openat2
	KILL(openat2),
#endif
#ifdef SYS_clone3
	KILL(clone3),
#endif
	KILL(clone), KILL(execve), KILL(execveat), KILL(socket), KILL(ptrace),
	GIVE(SECCOMP_RET_ERRNO | ENOSYS),
};

static void drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	syscall(SYS_capset, &header, none);	/* -EPERM: it has none */
}

/* The flag: else older kernels slow the process down, against what a filter does not
 * help against. */
static int install(void)
{
	struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(filter[0]),
		.filter = (struct sock_filter *)filter,	/* only read */
	};

	if (!syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) ||
	    (errno == EINVAL && !syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program)))
		return 0;
	return -errno;
}

int sandbox_enter(void)
{
	drop_capabilities();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	return install();
}

static bool is_built(void)
{
	return true;
}

#endif
#endif

#if !defined(HAVE_SANDBOX) || !defined(ARCHITECTURE)

int sandbox_enter(void)
{
	return -ENOSYS;
}

static bool is_built(void)
{
	return false;
}

#endif

static void tell(const struct tool *tool, const char *why)
{
	char text[128];

	if (!tool->options.verbose)
		return;
	snprintf(text, sizeof(text), "parsing with all rights that this process has: %s", why);
	log_library(NULL, VOLSCAN_LOG_VERBOSE, VOLSCAN_LOG_IO, text);
}

static void confine(void *context, bool opens_nothing)
{
	const struct tool *tool = context;
	int r = opens_nothing ? sandbox_enter() : 0;

	if (!opens_nothing)
		tell(tool, "it has more to open.");
	else if (r)
		tell(tool, strerror(-r));
}

/* Without TZ the C library looks at its file again for each %s of a time format, and
 * with it only when it has changed. The same file, then. */
static void keep_time_zone(void)
{
	setenv("TZ", ":/etc/localtime", 0);
}

/* Files that are written are named by what was parsed. */
void sandbox_prepare(struct tool *tool)
{
	if (tool->options.no_sandbox || (tool->command->options & OPTIONS_FILE) || !is_built())
		return;
	keep_time_zone();
	volscan_set_confine(tool->vs, confine, tool);
}
