namespace Cnn.Gen.Onnx.Tests;
