/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SRLAB_KERNELS_VERB_H
#define SRLAB_KERNELS_VERB_H

/**
 * srlab_kernels_main() - the verb "srlab kernels"
 * @argc: arguments, the verb's name included
 * @argv: arguments
 *
 * Return: exit status: 0 done, 1 failed, 2 usage.
 */
int srlab_kernels_main(int argc, char **argv);

#endif /* SRLAB_KERNELS_VERB_H */
