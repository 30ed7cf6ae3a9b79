# cython: language_level=3
"""The fixed-string search of `search.py`, compiled: lines by needle, and the guard of a mapped file.

Strategy: all that is hot stands in `_search.h`; here buffers and lists are handed over.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stdlib cimport calloc, free
from libc.string cimport memset

cdef extern from "_search.h" nogil:
    ctypedef unsigned char u8
    ctypedef struct Needle:
        const u8 *text
        size_t size
    ctypedef struct Line:
        size_t start
        size_t end
    ctypedef struct Found:
        Line *lines
        size_t count
    void choose_anchors(Needle *needle)
    int search_lines(Found *found, const Needle *needles, size_t count, const u8 *text, size_t size)
    size_t count_line_ends(const u8 *text, size_t size)
    int guard(void *start, size_t size)
    int was_cut()
    void unguard()


cdef class Search:
    """Some needles to look for, none of them empty."""

    cdef tuple _held
    cdef Needle *needles
    cdef size_t count

    def __init__(self, needles):
        self._held = tuple(needles)
        self.count = len(self._held)
        self.needles = <Needle *>calloc(self.count or 1, sizeof(Needle))
        if self.needles == NULL:
            raise MemoryError
        for n in range(self.count):
            self.needles[n].text, self.needles[n].size = <const u8 *><const char *><bytes>self._held[n], len(self._held[n])
            choose_anchors(&self.needles[n])

    def __dealloc__(self):
        free(self.needles)

    def lines(self, buffer, size_t start, size_t end):
        """The lines of buffer[start:end] that hold a needle, as (start, end) without their line end; each once, in order."""
        cdef Py_buffer view
        cdef Found found
        cdef int failed
        memset(&found, 0, sizeof(Found))
        PyObject_GetBuffer(buffer, &view, PyBUF_SIMPLE)
        try:
            _check(&view, start, end)
            with nogil:
                failed = search_lines(&found, self.needles, self.count, <const u8 *>view.buf + start, end - start)
            if failed:
                raise MemoryError
            return sorted({(start + found.lines[n].start, start + found.lines[n].end) for n in range(found.count)})
        finally:
            PyBuffer_Release(&view)
            free(found.lines)


def line_ends(buffer, size_t start, size_t end):
    """How many line ends are in buffer[start:end]."""
    cdef Py_buffer view
    cdef size_t found
    PyObject_GetBuffer(buffer, &view, PyBUF_SIMPLE)
    try:
        _check(&view, start, end)
        with nogil:
            found = count_line_ends(<const u8 *>view.buf + start, end - start)
        return found
    finally:
        PyBuffer_Release(&view)


cdef int _check(Py_buffer *view, size_t start, size_t end) except -1:
    if start > end or end > <size_t>view.len:
        raise ValueError("outside of the buffer")
    return 0


cdef class Guard:
    """A context: while it lasts, what is gone of a mapped file reads as zeros, and `cut` says so. One at a time."""

    cdef object _map

    def __init__(self, map):
        self._map = map

    @property
    def cut(self):
        return was_cut() != 0

    def __enter__(self):
        cdef Py_buffer view
        PyObject_GetBuffer(self._map, &view, PyBUF_SIMPLE)
        cdef int failed = guard(view.buf, view.len)
        PyBuffer_Release(&view)
        if failed:
            raise OSError("SIGBUS cannot be handled")
        return self

    def __exit__(self, *_):
        unguard()
