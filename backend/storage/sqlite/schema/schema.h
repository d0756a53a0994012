// The SQL files of this folder, compiled in.
#pragma once

namespace hub::sqlite {

extern const char* const kStateSchema1;
extern const char* const kStateSchema2;
extern const char* const kStateSchema3;
extern const char* const kStateSchema4;
extern const char* const kStateSchema5;
extern const char* const kStateSchema6;
extern const char* const kStateSchema7;
extern const char* const kStateSchema8;
extern const char* const kStateSchema9;
extern const char* const kStateSchema10;
extern const char* const kStateSchema11;
extern const char* const kStateSchema12;
extern const char* const kStateSchema13;
extern const char* const kTelemetrySchema1;

} // namespace hub::sqlite
