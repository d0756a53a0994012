# add_area_test(<name> SOURCES <files> LINK <targets> [PRECOMPILE STD|NET|QT|WIDGETS] [LABELS <labels>]
#               [TIMEOUT <s>] [GUI] [SERIAL])
# One executable per tested folder. Each runs with its own home folder and without a display.
function(add_area_test name)
  cmake_parse_arguments(ARG "GUI;SERIAL" "TIMEOUT;PRECOMPILE" "SOURCES;LINK;LABELS;ENVIRONMENT" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 180) # a hang, not a slow machine
  endif()
  add_executable(tst_${name} ${ARG_SOURCES})
  set_target_properties(tst_${name} PROPERTIES
    AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(tst_${name} PRIVATE Qt6::Test ${ARG_LINK} hub::dev_flags)
  target_include_directories(tst_${name} PRIVATE ${PROJECT_SOURCE_DIR})
  if(ARG_PRECOMPILE)
    hub_precompile(tst_${name} ${HUBDECK_PCH_${ARG_PRECOMPILE}} <QTest>)
  endif()

  add_test(NAME ${name} COMMAND tst_${name} -nocrashhandler)
  set(home ${CMAKE_BINARY_DIR}/tests/home/${name})
  file(MAKE_DIRECTORY ${home})
  set_tests_properties(${name} PROPERTIES
    TIMEOUT ${ARG_TIMEOUT}
    LABELS "${ARG_LABELS}"
    RUN_SERIAL ${ARG_SERIAL}
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_SCALE_FACTOR=1;LC_ALL=C.UTF-8;HOME=${home};XDG_CONFIG_HOME=${home}/config;XDG_DATA_HOME=${home}/data;XDG_CACHE_HOME=${home}/cache;XDG_RUNTIME_DIR=${home};QT_LOGGING_RULES=*.debug=false;HUBD=$<TARGET_FILE:hubd>;${ARG_ENVIRONMENT}")
endfunction()
