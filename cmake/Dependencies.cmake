# Third-party code, all from Debian's packages (installer/packages-debian.txt).
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json program_options)
find_package(OpenSSL 3.0 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)

if(HUBDECK_CONSOLE OR HUBDECK_TESTS)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network Test)
endif()
if(HUBDECK_CONSOLE)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Gui Widgets Charts Svg DBus LinguistTools)
  find_package(Qt6Keychain REQUIRED)
endif()
if(HUBDECK_CONSOLE OR HUBDECK_TESTS)
  find_package(PahoMqttCpp REQUIRED)
endif()

# Asio is compiled once here, not in every file that uses it.
add_library(hub_boost STATIC ${CMAKE_CURRENT_LIST_DIR}/asio.cpp)
add_library(hub::boost ALIAS hub_boost)
target_link_libraries(hub_boost PUBLIC Boost::headers Boost::json OpenSSL::SSL Threads::Threads)
target_compile_definitions(hub_boost PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
