/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf_run.c: pdftotext (poppler-utils) as a child: the file on its standard input, text on its
 * standard output.
 *
 * In: the file. Out: text. Neighbour: pdf.c, which calls only when the user asked (--pdf), because
 * a sandbox forbids starting programs and because PDF is the one format here whose parser has a
 * long list of holes. So: no shell, no name of the file, an empty environment but for PATH, limits
 * on processor time, memory and size of files. Cost: that of pdftotext. */
#include "convert/pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void limit(int what, rlim_t value)
{
    struct rlimit l = {value, value};
    setrlimit(what, &l);
}

/* Between fork and exec only what is safe there. */
static void become_pdftotext(int file, int out)
{
    char *const argv[] = {(char[]){"pdftotext"},
                          (char[]){"-layout"},
                          (char[]){"-enc"},
                          (char[]){"UTF-8"},
                          (char[]){"-"},
                          (char[]){"-"},
                          NULL};
    char *const env[] = {(char[]){"PATH=/usr/bin:/bin"}, (char[]){"LC_ALL=C"}, NULL};
    int nothing = open("/dev/null", O_WRONLY);
    if (dup2(file, 0) < 0 || dup2(out, 1) < 0 || dup2(nothing, 2) < 0) _exit(127);
    if (lseek(0, 0, SEEK_SET) != 0) _exit(127);
    limit(RLIMIT_CPU, WV_PDF_SECONDS);
    limit(RLIMIT_AS, (rlim_t)1 << 30);
    limit(RLIMIT_FSIZE, (rlim_t)256 << 20); /* pdftotext copies its standard input */
    limit(RLIMIT_CORE, 0);
    execvpe("pdftotext", argv, env);
    _exit(127);
}

static wv_rc read_all(int fd, wv_buf *out, wv_err *err)
{
    size_t start = out->n;
    for (;;) {
        wv_buf_reserve(out, 64 << 10);
        if (out->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
        ssize_t n = read(fd, out->p + out->n, 64 << 10);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return wv_err_set(err, WV_E_IO, "cannot read what pdftotext writes");
        if (n == 0) return WV_OK;
        out->n += (size_t)n;
        if (out->n - start > WV_PDF_TEXT_MAX)
            return wv_err_set(err, WV_E_LIMIT, "the PDF has more than 64 MiB of text");
    }
}

static wv_rc judge(int status, wv_err *err)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return WV_OK;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        wv_err_set(err, WV_E_NOINPUT, "pdftotext cannot be started");
        wv_err_hint(err, "apt install poppler-utils; in a sandbox no program can be started");
        return WV_E_NOINPUT;
    }
    wv_err_set(err, WV_E_RECORD,
               WIFSIGNALED(status) ? "pdftotext took too much and was ended"
                                   : "pdftotext cannot read this PDF");
    wv_err_hint(err, "is it damaged, or locked with a password?");
    return WV_E_RECORD;
}

wv_rc wv_pdf_run(const wv_convert_input *in, wv_buf *out, wv_err *err)
{
    int ends[2], status = 0;
    if (pipe2(ends, O_CLOEXEC) != 0) return wv_err_set(err, WV_E_IO, "cannot make a pipe");
    pid_t child = fork();
    if (child == 0) become_pdftotext(in->fd, ends[1]);
    close(ends[1]);
    wv_rc rc = child < 0 ? wv_err_set(err, WV_E_IO, "cannot start a program") : WV_OK;
    if (!rc) rc = read_all(ends[0], out, err);
    close(ends[0]); /* a child that still writes ends by that */
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return rc ? rc : judge(status, err);
}
