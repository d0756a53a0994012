# hub::dev_flags: what our own targets are compiled with. Linked PRIVATE, so that a program that
# embeds the hub does not inherit our warnings.
set(HUBDECK_SANITIZE "" CACHE STRING "Sanitizers to build with, for example address,undefined")

add_library(hub_dev_flags INTERFACE)
add_library(hub::dev_flags ALIAS hub_dev_flags)

target_compile_options(hub_dev_flags INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi -Wformat=2
  # GCC 12 takes the frames of Asio's coroutines for memory freed the wrong way.
  $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op;-Wduplicated-cond;-Wno-mismatched-new-delete>
  # It also takes std::string for too short where its header is precompiled (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-restrict>
  -fstack-protector-strong)
target_compile_definitions(hub_dev_flags INTERFACE
  _GLIBCXX_ASSERTIONS
  $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
target_link_options(hub_dev_flags INTERFACE -Wl,-z,relro,-z,now)

if(HUBDECK_SANITIZE)
  add_compile_options(-fsanitize=${HUBDECK_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HUBDECK_SANITIZE})
  if(HUBDECK_SANITIZE STREQUAL "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Asio has fences besides its locks. The sanitizer does not see them, and needs only the locks.
    add_compile_options(-Wno-tsan)
  endif()
endif()
