/**
 * CUDA: a {@link org.lather.backend.device.Device} on JCuda, and the provider of the backend {@code cuda}. It is the
 * only package that uses {@code jcuda}. CUDA's libraries of generation 12 or 13 are those of the user's system:
 * {@code LibrarySearch} finds them, {@code CudaLoader} loads them. Uses {@code backend} and below.
 */
@NullMarked
package org.lather.cuda;

import org.jspecify.annotations.NullMarked;
