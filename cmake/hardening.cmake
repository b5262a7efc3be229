# What makes a mistake in C harder to use, in builds that people run. The
# sanitizers of the others find the mistakes themselves.

include(CheckCCompilerFlag)

set(hardening -fstack-protector-strong -fstack-clash-protection
    -D_FORTIFY_SOURCE=2)
# Returns and jumps land where they should: each processor has its own flag.
foreach(flag -fcf-protection -mbranch-protection=standard)
    string(MAKE_C_IDENTIFIER HAS${flag} has)
    check_c_compiler_flag(${flag} ${has})
    if(${has})
        list(APPEND hardening ${flag})
    endif()
endforeach()
# Before what CMake adds to a module that is preloaded, which is no program.
string(REPLACE ";" " " hardening "${hardening}")
string(APPEND CMAKE_C_FLAGS " -fPIE ${hardening}")
string(APPEND CMAKE_EXE_LINKER_FLAGS
    " -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack")
