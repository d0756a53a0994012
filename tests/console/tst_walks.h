// Walks through the console as a person takes them, against real hubs; run by walks_main.cpp.
#pragma once

#include <QObject>

#include <memory>

namespace deck::test {

std::unique_ptr<QObject> makeWindowWalks();
std::unique_ptr<QObject> makeFleetWalks();
std::unique_ptr<QObject> makeFirstDeviceWalks();
std::unique_ptr<QObject> makeHubWalks();
std::unique_ptr<QObject> makeDeviceWalks();
std::unique_ptr<QObject> makeQueueWalks();
std::unique_ptr<QObject> makeAccessWalks();
std::unique_ptr<QObject> makeAuditWalks();
std::unique_ptr<QObject> makePeopleWalks();
std::unique_ptr<QObject> makeTwinWalks();

} // namespace deck::test
