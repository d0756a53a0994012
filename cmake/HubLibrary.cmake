# add_hub_library(<name> SOURCES <files> [DEPENDS <targets>] [PRIVATE_DEPENDS <targets>])
# One folder = one static library hub::<name>. Headers are the .h files of SOURCES; each of them is
# compiled on its own by the target all_verify_interface_header_sets (preset dev).
function(add_hub_library name)
  cmake_parse_arguments(ARG "" "BASE_DIR" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  if(NOT ARG_BASE_DIR)
    set(ARG_BASE_DIR ${PROJECT_SOURCE_DIR}/backend)
  endif()
  set(headers ${ARG_SOURCES})
  list(FILTER headers INCLUDE REGEX "\\.h$")
  set(sources ${ARG_SOURCES})
  list(FILTER sources EXCLUDE REGEX "\\.h$")

  add_library(hub_${name} STATIC ${sources})
  add_library(hub::${name} ALIAS hub_${name})
  target_sources(hub_${name} PUBLIC
    FILE_SET HEADERS BASE_DIRS ${ARG_BASE_DIR} FILES ${headers})
  target_link_libraries(hub_${name} PUBLIC ${ARG_DEPENDS}
    PRIVATE hub::dev_flags ${ARG_PRIVATE_DEPENDS})
endfunction()
