using System.Numerics;
using System.Runtime.CompilerServices;
using Cnn.Gen.Runtime;

namespace Cnn.Gen.Tests;

/// <summary>
/// A program as the compiler would write it, in two steps with a Sync between, the second reading what other members wrote in the first:
/// y[n, p, c] = x[n, P-1-p, c] * scale[c] + bias[c]. In training it also moves a running mean of x by one half.
/// Scale and bias are read from the packed copies when predicting, so that a prediction shows whether these are current.
/// </summary>
internal class FlipProgram<T>(string name = "FlipNet", string topology = "f11b") : TrainableProgram<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const int Height = 4, Width = 3, Channels = 2, Pixels = Height * Width, Length = Pixels * Channels, Chunk = 4;

    public int Packs;

    public override ModelInfo Info { get; } = new()
    {
        Name = name,
        Topology = topology,
        Input = (Height, Width, Channels),
        Output = (Height, Width, Channels),
        Parameters =
        [
            new("Flip1.scale", [1, Channels], 0, true, true, InitializerKind.HeNormal, Channels, Channels),
            new("Flip1.mean", [Channels], 2 * Channels, false, false, InitializerKind.Zeros, 1, 1),
            new("Flip1.bias", [Channels], Channels, true, true, InitializerKind.Ones, 1, 1),
        ],
        EndsInSoftmax = false,
        PackedLength = 2 * Channels,
        ImagesPerChunk = Chunk,
        PredictScratch = new(Length, 0),
        PassScratch = new(Length, 0),
    };

    public override void Pack(in KernelMemory<T> memory, Team team)
    {
        for (int i = team.Begin(2 * Channels); i < team.End(2 * Channels); i++)
            Unsafe.Add(ref memory.Packed, i) = Unsafe.Add(ref memory.Parameters, i);
        if (team.Index == 0)
            Interlocked.Increment(ref Packs);
    }

    public override void Predict(in KernelMemory<T> memory, int images, Team team)
    {
        if (images > Chunk)
            throw new InvalidOperationException($"A chunk has at most {Chunk} images, but {images} came.");
        Run(ref memory.Input, ref memory.Packed, ref memory.Scratch, ref memory.Output, images, team);
    }

    public override void Forward(in KernelMemory<T> memory, int images, Team team)
    {
        Run(ref memory.Input, ref memory.Parameters, ref memory.Scratch, ref memory.Output, images, team);
        if (!memory.UpdateStatistics || team.Index != 0)
            return;
        for (int c = 0; c < Channels; c++)
        {
            T sum = T.Zero;
            for (int i = c; i < images * Length; i += Channels)
                sum += Unsafe.Add(ref memory.Input, i);
            ref T mean = ref Unsafe.Add(ref memory.Parameters, (2 * Channels) + c);
            mean = (mean + (sum / T.CreateChecked(images * Pixels))) / T.CreateChecked(2);
        }
    }

    public override void Backward(in KernelMemory<T> memory, int images, Team team)
    {
        for (int c = team.Begin(Channels); c < team.End(Channels); c++)
        {
            T dScale = T.Zero, dBias = T.Zero;
            for (int n = 0; n < images; n++)
            {
                for (int p = 0; p < Pixels; p++)
                {
                    T dy = Unsafe.Add(ref memory.OutputGradient, At(n, p, c));
                    dScale += dy * Unsafe.Add(ref memory.Input, At(n, Pixels - 1 - p, c));
                    dBias += dy;
                    if (!Unsafe.IsNullRef(ref memory.InputGradient))
                        Unsafe.Add(ref memory.InputGradient, At(n, Pixels - 1 - p, c)) = dy * Unsafe.Add(ref memory.Parameters, c);
                }
            }

            Unsafe.Add(ref memory.Gradients, c) = dScale;
            Unsafe.Add(ref memory.Gradients, Channels + c) = dBias;
        }
    }

    private static void Run(ref T input, ref T parameters, ref T scratch, ref T output, int images, Team team)
    {
        int units = images * Pixels;
        for (int unit = team.Begin(units); unit < team.End(units); unit++)
        {
            for (int c = 0; c < Channels; c++)
                Unsafe.Add(ref scratch, (unit * Channels) + c) = Unsafe.Add(ref input, (unit * Channels) + c) * Unsafe.Add(ref parameters, c);
        }

        team.Sync();
        for (int unit = team.Begin(units); unit < team.End(units); unit++)
        {
            int flipped = ((unit / Pixels) * Pixels) + (Pixels - 1 - (unit % Pixels));
            for (int c = 0; c < Channels; c++)
                Unsafe.Add(ref output, (unit * Channels) + c) = Unsafe.Add(ref scratch, (flipped * Channels) + c) + Unsafe.Add(ref parameters, Channels + c);
        }
    }

    private static int At(int n, int p, int c) => (((n * Pixels) + p) * Channels) + c;
}
