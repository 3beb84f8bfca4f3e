using System.Runtime.InteropServices;
using Cnn.Gen;

// A user's first program: train a few steps, predict, save, load. It prints what must not depend on how it was built.
const int Count = 16;
var random = new Random(1);
var images = new float[Count * TinyNet.InputLength];
var labels = new int[Count];
for (int i = 0; i < images.Length; i++)
    images[i] = random.NextSingle();
for (int i = 0; i < Count; i++)
    labels[i] = i % TinyNet.OutputLength;

var net = new TinyNet(seed: 1);
var trainer = new Trainer<TinyNet>(net, new TrainerOptions { BatchSize = Count, Seed = 1 });
float first = trainer.Step(images, labels), last = first;
for (int step = 0; step < 10; step++)
    last = trainer.Step(images, labels);
Console.WriteLine($"learns {last < first}");

var outputs = new float[Count * TinyNet.OutputLength];
net.Predict(images, outputs);
string path = Path.GetTempFileName();
net.Save(path);
TinyNet loaded = TinyNet.Load(path);
File.Delete(path);
var again = new float[outputs.Length];
loaded.Predict(images, again);
Console.WriteLine($"loads {outputs.AsSpan().SequenceEqual(again)}");

var pooled = new float[Count * 6 * 6 * 8];
TinyNet.MaxPool1.Forward(new float[Count * 12 * 12 * 8], pooled);
Console.WriteLine($"outputs {Hash(outputs):x16}");

static ulong Hash(ReadOnlySpan<float> values)
{
    ulong hash = 14695981039346656037;
    foreach (uint bits in MemoryMarshal.Cast<float, uint>(values))
        hash = (hash ^ bits) * 1099511628211;
    return hash;
}

[CnnModel(12, 12, 1)]
[Conv2D(8, 3, Padding = 1, Activation = Activation.Relu)]
[MaxPool2D(2)]
[DepthwiseConv2D(3, Padding = 1, Activation = Activation.HardSwish)]
[AvgPool2D(2)]
[Dense(20, Activation = Activation.Tanh)]
[Dense(4)]
public sealed partial class TinyNet;
