package dev.treadle.nodes.ai;

import dev.treadle.values.ErrorCode;

/** The codes of models that could not be asked. */
public final class AiCodes {
  /** No model is configured. Permanent. */
  public static final ErrorCode MODEL_NOT_CONFIGURED = new ErrorCode("MODEL_NOT_CONFIGURED");

  /** The model's server refused, was not reached, or answered what is no answer. */
  public static final ErrorCode MODEL_FAILED = new ErrorCode("MODEL_FAILED");

  /** The model answered without a text. Permanent. */
  public static final ErrorCode MODEL_GAVE_NO_TEXT = new ErrorCode("MODEL_GAVE_NO_TEXT");

  private AiCodes() {}
}
