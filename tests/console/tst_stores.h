// Test classes of what the console keeps between two runs; run by main.cpp.
#pragma once

#include <QObject>

#include <memory>

namespace deck::test {

std::unique_ptr<QObject> makeHubKeyTest();
std::unique_ptr<QObject> makeSecretStoreTest();
std::unique_ptr<QObject> makeProfileStoreTest();
std::unique_ptr<QObject> makeSettingsTest();

} // namespace deck::test
