package io.rowferry.database;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * What MySQL's own JSON type keeps. It holds numbers as 64-bit integers or doubles and rounds all others without a word;
 * its reader of doubles does not even round to the nearest (measured on 8.0.33). Only what is read without rounding is sure
 * to be kept: integers of 64 bits, and up to 2^53 times a power of ten to 22, since both are doubles themselves.
 */
final class MySqlJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final BigInteger LEAST = BigInteger.ONE.shiftLeft(63).negate();
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger MOST_EXACT = BigInteger.ONE.shiftLeft(53);
    private static final int MOST_POWER = 22;

    private MySqlJson() {}

    /** Whether every number in it is kept; true also for what is no JSON, which the server refuses by itself. */
    static boolean keeps(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isNumeric() && !keeps(token, json.getDecimalValue())) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean keeps(JsonToken token, BigDecimal number) {
        if (token == JsonToken.VALUE_NUMBER_INT) {
            BigInteger integer = number.toBigInteger();
            return integer.compareTo(LEAST) >= 0 && integer.compareTo(MOST) <= 0;
        }
        return number.unscaledValue().abs().compareTo(MOST_EXACT) <= 0 && Math.abs(number.scale()) <= MOST_POWER;
    }
}
