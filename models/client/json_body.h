// What a request carries: a value of api/, or an object, as compact JSON.
#pragma once

#include "base/json_writer.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace deck {

template <class T>
QByteArray jsonBody(const T& value)
{
    std::string out;
    hub::JsonWriter writer(out);
    write(writer, value);
    return QByteArray::fromStdString(out);
}

inline QByteArray jsonBody(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace deck
