using System.CommandLine;
using Cnn.Gen.Benchmarks;

var images = new Option<int>("--images") { Description = "Images of a call.", DefaultValueFactory = static _ => 1 };
var threads = new Option<int>("--threads") { Description = "Threads of both.", DefaultValueFactory = static _ => 1 };
var write = new Option<bool>("--write") { Description = "Put the table into README.md and docs/performance.md." };

var inference = new Command("inference", "Predictions, against ONNX Runtime in the same process.") { images, threads, write };
inference.SetAction(arguments => Print("inference",
    new Inference(arguments.GetRequiredValue(images), arguments.GetRequiredValue(threads)).Table(), arguments.GetValue(write)));

var build = new Command("build", "What a ResNet-18 adds to a build: seconds, generated text, and the generator's own time.") { write };
build.SetAction(arguments => Print("build", new BuildTime().Table(), arguments.GetValue(write)));

var rounded = new Command("bfloat16", "Layers with weights as bfloat16, and what they cost the digits sample in accuracy.") { write };
rounded.SetAction(arguments =>
{
    Print("bfloat16", RoundedWeights.Table(), arguments.GetValue(write));
    Console.WriteLine();
    Print("bfloat16 accuracy", RoundedDigits.Table(), arguments.GetValue(write));
});

return new RootCommand("Speed. Random parameters, since time does not depend on them; run it on an otherwise idle machine.") { inference, build, rounded }.Parse(args).Invoke();

static void Print(string table, IEnumerable<string> lines, bool write)
{
    var printed = new List<string>();
    foreach (string line in lines)
    {
        Console.WriteLine(line);
        printed.Add(line);
    }

    if (write)
        Document.Replace(table, printed);
}
