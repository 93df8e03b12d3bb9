/* SPDX-License-Identifier: EUPL-1.2 */
/* sandbox.h: what this process may still do while it reads texts of strangers.
 *
 *   open -> read, write (any number) -> enter       from there on, for good, and for all threads to
 * come:
 *
 *   files    Landlock: reads only what was named, writes only in folders that were named, runs
 * nothing calls    seccomp: only calls that reading, scanning and writing need; no sockets, no
 * exec, no fork, no ptrace, no mount, no new namespace. What is refused gives EPERM and the run
 * goes on.
 *
 * The caller owns the struct; open/close. One thread, before any other was started: threads that
 * are there already would stay outside, so enter refuses when it sees one. Linux only. A kernel
 * without Landlock (before 5.13, or switched off) still gets the filter of calls; `lacks` says what
 * is not there. */
#ifndef WV_SERVICE_SANDBOX_H
#define WV_SERVICE_SANDBOX_H

#include "base/err.h"

#include <stdbool.h>

typedef struct wv_sandbox {
    int ruleset;     /* -1: the kernel has no Landlock */
    int abi;         /* of Landlock; 0: none */
    bool files;      /* entered: files are fenced off */
    bool calls;      /* entered: calls are filtered */
    char lacks[200]; /* what could not be done, as one line; empty when all was */
} wv_sandbox;

/* Never fails: what is missing is in `lacks`. */
void wv_sandbox_open(wv_sandbox *s);
/* A file, or a folder with all below it, may be read. A path that is not there is passed over: the
 * run itself will say that it is missing. */
wv_rc wv_sandbox_read(wv_sandbox *s, const char *path, wv_err *err);
/* Files may be made, written, renamed and removed in a folder; a file or device may be written. */
wv_rc wv_sandbox_write(wv_sandbox *s, const char *path, wv_err *err);
/* The same for the folder that a file will stand in, and the file itself when it is there. */
wv_rc wv_sandbox_write_file(wv_sandbox *s, const char *path, wv_err *err);
/* What every run reads besides: time zones, the names of users, sources of chance. */
wv_rc wv_sandbox_read_system(wv_sandbox *s, wv_err *err);
/* WV_OK with what was done in `files` and `calls`; WV_E_INTERNAL when a fence that the kernel has
 * could not be put up. */
wv_rc wv_sandbox_enter(wv_sandbox *s, wv_err *err);
void wv_sandbox_close(wv_sandbox *s);

/* sandbox_calls.c: the filter alone. */
wv_rc wv_sandbox_filter_calls(wv_err *err);

#endif
