using System.Globalization;

// A one, drawn by hand into the middle of an image.
var image = new float[Copied.InputLength];
for (int row = 5; row < 23; row++)
    image[(row * 28) + 13] = image[(row * 28) + 14] = 1;

var scores = new float[Copied.OutputLength];
Copied.LoadPretrained().Predict(image, scores);
Console.WriteLine($"copied {Array.IndexOf(scores, scores.Max())} {scores[1].ToString("R", CultureInfo.InvariantCulture)}");
Digits.Embedded.LoadPretrained().Predict(image, scores);
Console.WriteLine($"embedded {Array.IndexOf(scores, scores.Max())} {scores[1].ToString("R", CultureInfo.InvariantCulture)}");
