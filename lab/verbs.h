/* SPDX-License-Identifier: GPL-2.0-only */
/* DOC: srlab's verbs; each takes the program's name as argv[0]. */
#ifndef SRLAB_VERBS_H
#define SRLAB_VERBS_H

#define SRLAB_DEFAULT_KERNEL "6.12"

/** srlab_verb_run() - "run": boot one platform document */
int srlab_verb_run(int argc, char **argv);

/** srlab_verb_matrix() - "matrix": boot every platform document */
int srlab_verb_matrix(int argc, char **argv);

/** srlab_verb_roundtrip() - "roundtrip": boot what was captured in a guest */
int srlab_verb_roundtrip(int argc, char **argv);

/** srlab_verb_bench() - "bench": measure in guests */
int srlab_verb_bench(int argc, char **argv);

/** srlab_verb_distro() - "distro": boot a distribution's system on a platform */
int srlab_verb_distro(int argc, char **argv);

/** srlab_verb_demo() - "demo": one platform, before and after */
int srlab_verb_demo(int argc, char **argv);

#endif /* SRLAB_VERBS_H */
