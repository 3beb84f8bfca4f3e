using System.Text;
using OnnxImport;

Console.OutputEncoding = Encoding.UTF8;
string[] paths = args.Length > 0 ? args : [Path.Combine(AppContext.BaseDirectory, "digits")];
string[] files = [.. paths.SelectMany(path => Directory.Exists(path) ? Directory.GetFiles(path, "*.png") : [path]).Order(StringComparer.Ordinal)];
if (files.Length == 0)
{
    Console.Error.WriteLine($"There are no .png files in {string.Join(", ", paths)}. Give pictures of digits, or folders with some.");
    return 1;
}

DigitNet net = DigitNet.LoadPretrained(); // With the weights of mnist_cnn_trained.onnx.
int right = 0, known = 0;
foreach (string file in files)
{
    float[] image, scores = new float[DigitNet.OutputLength];
    try
    {
        image = DigitPicture.Read(file);
    }
    catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }

    net.Predict(image, scores);
    Answer answer = Answer.Of(scores);
    Console.WriteLine($"{Path.GetFileName(file)}\n{DigitDrawing.Draw(image)}\n  {answer}\n");

    // The pictures that come with the sample are called after the digit that they show.
    if (char.IsAsciiDigit(Path.GetFileName(file)[0]))
    {
        known++;
        right += Path.GetFileName(file)[0] - '0' == answer.Digit ? 1 : 0;
    }
}

if (known > 0)
    Console.WriteLine($"{right} of {known} pictures are what their file names say.");
return 0;
